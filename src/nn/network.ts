/** What every published network is: parameters to begin with, and images to representations. */

import type { RandomStream } from "../random.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Parameters, ParameterTensors } from "./parameters.ts";
import type { Phase } from "./phase.ts";

export interface NetworkSizes {
  /** Bands of an image: 3 when left out. */
  inChannels?: number;
  /** Outputs of the classifier. Left out, there is none. */
  classes?: number;
  /** Height and width, where parameters depend on them. */
  imageSize?: number;
}

export interface FeatureOptions {
  /** Highest rate of stochastic depth, in the last block: 0 when left out. */
  dropPath?: number;
}

export interface Network {
  /** Length of a representation. */
  readonly width: number;
  /** Of images that it was made for, as `Encoder` has it; those of no kind in particular where it is left out. */
  readonly normalization?: { mean: number[]; std: number[] };
  /** Side of the images it was made for, pixels. */
  readonly usualSize?: number;
  /** Only the mean of an image's bands is seen. */
  readonly isGrey?: boolean;
  /** Name of the classifier among the parameters: a linear layer on the representation. */
  readonly head: string;
  /** By the names and shapes of timm's state_dict. */
  parameters(stream: RandomStream, sizes?: NetworkSizes): Parameters;
  /**
   * @param name of the network among the parameters, under which running statistics and noise are collected
   * @param x [batch, channels, height, width]
   * @returns representations, [batch, width]: what the classifier sees
   */
  features(parameters: ParameterTensors, name: string, x: Tensor, phase: Phase, options?: FeatureOptions): Tensor;
}
