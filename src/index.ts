/** Almagest as a library: the front door. Everything else is reached through these. */

export type { EvaluationOptions, WayMeasured } from "./explore/anomalies/evaluate.ts";
export { evaluateSurvey } from "./explore/anomalies/evaluateSurvey.ts";
export { type Proposals, type ProposeOptions, propose } from "./explore/anomalies/propose.ts";
export { rate, readRatings } from "./explore/anomalies/ratings.ts";
export { Fault } from "./fault.ts";
export { evaluate as evaluateLibrary } from "./literature/evaluate/evaluate.ts";
export { importPapers, type PaperImport } from "./literature/importPapers.ts";
export { indexLibrary } from "./literature/indexLibrary.ts";
export { searchLike } from "./literature/likePapers.ts";
export type { Paper } from "./literature/paper.ts";
export { readerFor } from "./literature/readers/formats.ts";
export {
  type Found,
  type Hit,
  type Library,
  openForSearch,
  type SearchOptions,
  search,
} from "./literature/search.ts";
export { conformalSets, conformalThreshold } from "./methods/bayesian/conformalSets.ts";
export { type BayesianRequest, prepareBayesian } from "./methods/bayesian/prepareBayesian.ts";
export { bestTemperature, scaled } from "./methods/bayesian/temperatureScaling.ts";
export { frechetDistance } from "./methods/fixmatch/frechetDistance.ts";
export { type FixMatchRequest, prepareFixMatch } from "./methods/fixmatch/prepareFixMatch.ts";
export { type SurveyShift, surveyShift } from "./methods/fixmatch/surveyShift.ts";
export { type AdaptationRequest, prepareAdaptation } from "./methods/sidda/prepareAdaptation.ts";
export { sinkhornDivergence } from "./methods/sidda/sinkhornDivergence.ts";
export { startRun } from "./methods/startRun.ts";
export { expectedFractions } from "./methods/zoobot/dirichletMultinomial.ts";
export { type Model, onnxOf, readModel } from "./methods/zoobot/model.ts";
export { type PredictedImages, predictImages } from "./methods/zoobot/predict.ts";
export { type PredictedPicture, predictPicture } from "./methods/zoobot/predictPicture.ts";
export { prepareRun, startTraining, type TrainingRequest } from "./methods/zoobot/startTraining.ts";
export { embedSurvey, predictSurvey } from "./methods/zoobot/surveyPredictions.ts";
export { batchNorm2d, batchNorm2dParameters } from "./nn/batchNorm2d.ts";
export { conv2d, conv2dParameters } from "./nn/conv2d.ts";
export { dropout } from "./nn/dropout.ts";
export { fetchFromHub } from "./nn/hub.ts";
export { linear, linearParameters } from "./nn/linear.ts";
export { crossEntropy, squaredError } from "./nn/losses.ts";
export { matchParameters, showMatch } from "./nn/matchParameters.ts";
export { classify, networkNamed, networkNames } from "./nn/networks.ts";
export { adamW, clippedByNorm, type Optimiser, sgd } from "./nn/optimiser.ts";
export { asConstants, asInputs, type Parameters, prefixed, under } from "./nn/parameters.ts";
export { type Phase, training } from "./nn/phase.ts";
export { readSafetensors, writeSafetensors } from "./nn/safetensors.ts";
export { readTorchCheckpoint } from "./nn/torchCheckpoint.ts";
export { readWeights } from "./nn/weightsFile.ts";
export { randomStream, shuffled } from "./random.ts";
export { simulateSurvey } from "./sky/simulateSurvey.ts";
export { cohenKappa, krippendorffAlpha } from "./survey/agreement.ts";
export { exportSurvey } from "./survey/exportSurvey.ts";
export { type ImportOptions, type ImportReport, importCatalogue } from "./survey/importCatalogue.ts";
export { surveyInfo } from "./survey/info.ts";
export { appendLabels, readLabels } from "./survey/labelLog.ts";
export { addTask, type LabelTask, readTasks } from "./survey/labelTask.ts";
export { type Neighbour, nearest, nearestTo } from "./survey/nearest.ts";
export { surveyNumbers } from "./survey/numbers.ts";
export {
  galaxy,
  listSurveys,
  openSurvey,
  type Survey,
  surveyLabels,
  surveyObjects,
  surveyVotes,
} from "./survey/survey.ts";
export { openWorkspace, type Workspace } from "./survey/workspace.ts";
export { type Device, devices } from "./tensor/device.ts";
export { exportModel } from "./tensor/exportModel.ts";
export { grad } from "./tensor/gradient.ts";
export { readOnnx } from "./tensor/onnx/readOnnx.ts";
export * from "./tensor/operators/activations.ts";
export * from "./tensor/operators/channels.ts";
export * from "./tensor/operators/convolution.ts";
export * from "./tensor/operators/elementwise.ts";
export * from "./tensor/operators/movement.ts";
export * from "./tensor/operators/normalization.ts";
export * from "./tensor/operators/pooling.ts";
export * from "./tensor/operators/reduction.ts";
export * from "./tensor/operators/sampling.ts";
export { stopGradient } from "./tensor/operators/stopGradient.ts";
export { compile, type Program } from "./tensor/program.ts";
export { digamma, logGamma } from "./tensor/special.ts";
export { constant, input, scalar, type Tensor } from "./tensor/tensor.ts";
export { checkDevice } from "./training/deviceCheck.ts";
export { listRuns, openRun, type Run } from "./training/run.ts";
