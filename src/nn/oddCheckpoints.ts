/** Zip files and pickles put together by hand, odd where torch.save never is: for tests. */

export interface ZipOddities {
  /** Every size and offset in 64 bits, as files past 4 GiB have them. */
  zip64?: boolean;
  /** What the directory says of an entry's size, in the place of the truth. */
  claimed?: Readonly<Record<string, number>>;
  compressionMethod?: number;
}

/** A zip file of `entries` as they are. CRCs are 0, as torch.save may leave them. */
export function zipOf(
  entries: readonly (readonly [name: string, content: Uint8Array | string])[],
  { zip64 = false, claimed = {}, compressionMethod = 0 }: ZipOddities = {},
): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  const put = (part: Buffer) => {
    parts.push(part);
    at += part.length;
  };
  for (const [name, content] of entries) {
    const data = Buffer.from(content as string);
    const size = claimed[name] ?? data.length;
    const common = Buffer.concat([
      u16(0, compressionMethod, 0, 0),
      u32(0, zip64 ? 0xffffffff : size, zip64 ? 0xffffffff : size),
    ]);
    const extra = zip64 ? Buffer.concat([u16(1, 24), u64(size, size, at)]) : Buffer.alloc(0);
    directory.push(
      Buffer.concat([
        u32(0x02014b50),
        u16(45, 45),
        common,
        u16(name.length, extra.length, 0, 0, 0),
        u32(0, zip64 ? 0xffffffff : at),
        Buffer.from(name),
        extra,
      ]),
    );
    put(Buffer.concat([u32(0x04034b50), u16(45), common, u16(name.length, 0), Buffer.from(name), data]));
  }
  const start = at;
  for (const entry of directory) put(entry);
  const length = at - start;
  if (zip64) {
    const record = at;
    put(
      Buffer.concat([
        u32(0x06064b50),
        u64(44),
        u16(45, 45),
        u32(0, 0),
        u64(entries.length, entries.length, length, start),
      ]),
    );
    put(Buffer.concat([u32(0x07064b50, 0), u64(record), u32(1)]));
    put(Buffer.concat([u32(0x06054b50), u16(0, 0, 0xffff, 0xffff), u32(0xffffffff, 0xffffffff), u16(0)]));
  } else {
    put(Buffer.concat([u32(0x06054b50), u16(0, 0, entries.length, entries.length), u32(length, start), u16(0)]));
  }
  return Buffer.concat(parts);
}

/** A pickle of opcodes: characters as they are, numbers as bytes. */
export function pickleOf(...parts: (string | number | Uint8Array)[]): Buffer {
  return Buffer.concat([
    Buffer.of(0x80, 2),
    ...parts.map((part) => (typeof part === "number" ? Buffer.of(part) : Buffer.from(part as string))),
    Buffer.from("."),
  ]);
}

/** BINUNICODE */
export function text(content: string): Buffer {
  return Buffer.concat([Buffer.from("X"), u32(Buffer.byteLength(content)), Buffer.from(content)]);
}

/** LONG1, which is wide enough for every size a file can lie about. */
export function whole(value: number): Buffer {
  return Buffer.concat([Buffer.of(0x8a, 8), i64(value)]);
}

/** A tensor by torch._utils._rebuild_tensor_v2, to stand in a pickle. */
export function tensorOf({
  key = "0",
  type = "torch\nFloatStorage",
  count,
  offset = 0,
  shape,
  strides,
}: {
  key?: string;
  type?: string;
  count: number;
  offset?: number;
  shape: number[];
  strides: number[];
}): Buffer {
  const tuple = (values: number[]) => ["(", ...values.map(whole), "t"];
  return Buffer.concat(
    [
      "ctorch._utils\n_rebuild_tensor_v2\n(",
      ...["(", text("storage"), `c${type}\n`, text(key), text("cpu"), whole(count), "tQ"],
      whole(offset),
      ...tuple(shape),
      ...tuple(strides),
      Buffer.of(0x89),
      "ccollections\nOrderedDict\n)R",
      "tR",
    ].map((part) => Buffer.from(part as string)),
  );
}

function u16(...values: number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  values.forEach((value, i) => {
    bytes.writeUInt16LE(value, 2 * i);
  });
  return bytes;
}

function u32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => {
    bytes.writeUInt32LE(value, 4 * i);
  });
  return bytes;
}

function u64(...values: number[]): Buffer {
  return Buffer.concat(values.map(i64));
}

function i64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(value));
  return bytes;
}
