/**
 * Which of several ways to a convolution's gradients is the fastest, as `bench/convolution` measures them.
 * ms on 2 cores (AVX-512), batch 64, 3 x 3 kernels:
 *
 *     in -> out, image, stride    32->32, 32, 1   64->64, 16, 1   64->128, 16, 2   128->128, 8, 1   192->192, 4, 1
 *     unfolded, image by image             16.3            13.7              6.8             12.0             13.3
 *     unfolded, images joined              19.0            15.6              6.0             11.5              7.1
 *     slices (im2col)                      25.0            16.7             11.4             14.8             16.1
 *     one product a tap                    18.8            14.7              7.7             10.6             10.4
 *     batch and channels swapped           49.4            33.1             13.9             23.0             14.1
 *
 * In ONNX Runtime's blocked layout (see `blocked.ts`) exchanging batch and channels is the fastest of all, 6 ms for each
 * of these shapes and as much again for bringing both operands into place; what stands here is for the plain layout.
 */

/** A Conv of fewer channels than this is a product of a few long rows, which is slow: ConvTranspose's has a row for each tap. */
const fewChannels = 32;

/**
 * A strided convolution's input gradient has holes, which ConvTranspose skips and a flipped Conv would multiply by.
 *
 *     processor ms on 1 thread, batch 50, 5 x 5 kernels     16->6, 31 px   26->16, 14 px   32->26, 6 px
 *     flipped Conv                                                  16.7             8.8            3.6
 *     ConvTranspose                                                  9.6             4.8            1.4
 *
 * @param weight of the convolution: [out, in / group, height, width]
 */
export function inputGradientMethod(
  strides: readonly number[],
  group: number,
  weight: readonly number[],
  isDepthwise: boolean,
): "flipped-conv" | "conv-transpose" {
  const [, channels = 0, height = 1, width = 1] = weight;
  if (group === 1 && channels < fewChannels && height * width > 1) return "conv-transpose";
  return (group === 1 || isDepthwise) && strides.every((step) => step === 1) ? "flipped-conv" : "conv-transpose";
}

/** Up to this many windows in an image, its own matrix product is too short, and joining images first pays. */
const fewWindows = 64;

export function weightGradientMethod(windowsPerImage: number): "image-by-image" | "images-joined" {
  return windowsPerImage <= fewWindows ? "images-joined" : "image-by-image";
}
