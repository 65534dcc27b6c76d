/** Pictures that a browser could not look at by itself: looked at here, one after the other, and forgotten. */

import { bodyLimit } from "hono/body-limit";
import { Fault } from "../fault.ts";
import { type PredictedPicture, predictPictureApart } from "../methods/zoobot/predictPicture.ts";
import type { Workspace } from "../survey/workspace.ts";

const megabytes = 32;

/** Each that waits is held in memory. */
const mostWaiting = 4;

export const pictureLimit = bodyLimit({
  maxSize: megabytes * 1e6,
  onError: (context) => context.json({ error: `the picture has more than ${megabytes} MB`, code: "request" }, 413),
});

export interface Pictures {
  /** @throws Fault "image"; "locked" where too many wait */
  look(encoder: string, picture: Uint8Array): Promise<PredictedPicture>;
}

export function createPictures(workspace: Workspace): Pictures {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return {
    async look(encoder, picture) {
      if (waiting >= mostWaiting)
        throw new Fault("locked", `${waiting} pictures wait to be looked at already: try again in a moment`);
      waiting++;
      const mine = last.then(() => predictPictureApart(workspace, encoder, picture));
      last = mine.catch(() => {}).finally(() => waiting--);
      return mine;
    },
  };
}
