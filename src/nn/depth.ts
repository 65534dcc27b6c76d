/** How deep in its network each parameter lies, in blocks: for learning rates that fall with it, and for blocks left as they are. */

export interface Depths {
  /** By the name of a parameter or of a layer: 0 is the stem, `count` - 1 the last block. */
  of(name: string): number;
  /** Blocks, with the stem. */
  count: number;
}

/** timm's names of residual blocks: of ResNet, ConvNeXt and MaxViT, EfficientNet, transformers. */
const block = /^(layer\d+\.\d+|stages\.\d+\.blocks\.\d+|blocks\.\d+(\.\d+)?)\./;

/**
 * The stem is all before the first block. What lies between two blocks belongs to the second, what follows the last to
 * that. A network without blocks has a layer for each.
 * @param names of all parameters of a network, in its order
 */
export function depthsOf(names: readonly string[]): Depths {
  const unitOf = names.some((name) => block.test(name))
    ? (name: string) => block.exec(name)?.[1]
    : (name: string) => name.slice(0, name.lastIndexOf("."));
  const depths = new Map<string, number>();
  const units = new Map<string, number>();
  let waiting: string[] = [];
  for (const name of names) {
    const unit = unitOf(name);
    if (unit === undefined) {
      waiting.push(name);
      continue;
    }
    if (units.size === 0 && waiting.length > 0) {
      for (const each of waiting) depths.set(each, 0);
      units.set("the stem", 0);
      waiting = [];
    }
    const depth = units.get(unit) ?? units.size;
    units.set(unit, depth);
    for (const each of [...waiting, name]) depths.set(each, depth);
    waiting = [];
  }
  for (const each of waiting) depths.set(each, units.size - 1);
  return {
    count: units.size,
    of(name) {
      const inside = names.find((each) => each.startsWith(`${name}.`));
      const depth = depths.get(name) ?? depths.get(inside ?? "") ?? units.get(unitOf(`${name}.`) ?? "");
      if (depth === undefined) throw new Error(`"${name}" is no parameter or layer of this network`);
      return depth;
    },
  };
}
