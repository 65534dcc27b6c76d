import fc from "fast-check";
import { expect, test } from "vitest";
import { Fault } from "../fault.ts";
import { isHubName, parseHubName } from "./hubName.ts";

test("timm's two spellings, with and without a revision, are read", () => {
  const zoobot = { owner: "mwalmsley", name: "zoobot-encoder-convnext_nano" };
  expect(parseHubName("hf-hub:mwalmsley/zoobot-encoder-convnext_nano")).toEqual({ ...zoobot, revision: "main" });
  expect(parseHubName("hf_hub:mwalmsley/zoobot-encoder-convnext_nano@v2.0")).toEqual({ ...zoobot, revision: "v2.0" });
  expect(parseHubName("hf-hub:timm/resnet18.a1_in1k@refs/pr/1")).toEqual({
    owner: "timm",
    name: "resnet18.a1_in1k",
    revision: "refs/pr/1",
  });
});

test.each([
  "mwalmsley/zoobot",
  "hf-hub:zoobot",
  "hf-hub:a/b/c",
  "hf-hub:../b",
  "hf-hub:a/..",
  "hf-hub:a/b@..",
  "hf-hub:a/b@refs/../../x",
  "hf-hub:a/b@",
  "hf-hub:a/b@c@d",
  "hf-hub:a/b?x=1",
  "hf-hub:a/b c",
  "hf-hub:/b",
  "hf-hub:a/b\n",
])("%j is refused with the form it should have", (text) => {
  expect(() => parseHubName(text)).toThrow(/write hf-hub:owner\/name/);
});

test("any text is a name whose parts stay in their folder, or a Fault", () => {
  const texts = fc.oneof(fc.string(), fc.stringMatching(/^hf-hub:[a-z./@]+$/));
  fc.assert(
    fc.property(texts, (text) => {
      try {
        const { owner, name, revision } = parseHubName(text);
        expect(isHubName(text)).toBe(true);
        const path = new URL(`http://hub/${owner}/${name}/resolve/${revision}`).pathname;
        expect(path).toBe(`/${owner}/${name}/resolve/${revision}`);
      } catch (error) {
        expect(error).toBeInstanceOf(Fault);
      }
    }),
    { numRuns: 1000 },
  );
});
