/** The process that looks at one picture: see `predictPictureApart`. */

import { openWorkspace } from "../../survey/workspace.ts";
import { runAsJob } from "../../training/job.ts";
import { openEncoder } from "./encoders.ts";
import { type PictureJob, predictPicture, requireFinitePicture } from "./predictPicture.ts";

runAsJob<PictureJob>(async ({ workspace, encoder, picture }, send) => {
  const model = await openEncoder(await openWorkspace(workspace), encoder);
  const predicted = await predictPicture(model, Buffer.from(picture, "base64"));
  requireFinitePicture(encoder, predicted);
  send(predicted);
});
