/**
 * Python's pickle, read without running any of it.
 *
 * A pickle is a program for a small stack machine. Python's own reader is dangerous for one reason: the opcode
 * GLOBAL imports whatever is named, and REDUCE calls it. Here GLOBAL makes a `PickleGlobal`, which is the name and
 * nothing else, and REDUCE hands name and arguments to `meaning.call`, which is TypeScript with a fixed list of names it
 * has a meaning for. For any other name the result is an `Opaque`, a note of what would have stood there. So nothing that
 * a file says is ever executed, whatever names it uses.
 *
 * Opcodes: the binary ones of protocols 2 to 5 (Python's pickletools documents them). The textual ones of
 * protocol 0, the extension registry and out-of-band buffers are refused: torch.save writes none of them.
 */

/** A function or class that is named, and no more than named. */
export class PickleGlobal {
  /** `torch._utils._rebuild_tensor_v2` */
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }
}

/** What stands where Python would have made an object we have no meaning for. */
export class Opaque {
  /** The name of its class, or of the function that makes it. */
  readonly what: string;

  constructor(what: string) {
    this.what = what;
  }
}

/** What names and external objects of a pickle mean to its reader. Each may throw. */
export interface PickleMeaning {
  /** Sees every name as it is read, and throws to refuse the whole pickle. */
  named(path: string): void;
  /** What `path(*args)` makes. */
  call(path: string, args: unknown[]): unknown;
  /** What is stored outside the pickle under this identifier. */
  external(id: unknown): unknown;
  /** An object that is given its state; left out, the state is let go. */
  build?(made: unknown, state: unknown): unknown;
  /** A string of Python 2, which may be text or bytes; left out, it is text. */
  byteString?(bytes: Uint8Array): unknown;
}

/** Longer whole numbers than any random generator's state are somebody's joke. */
const longestInteger = 4096;

/**
 * The object a pickle holds: null, booleans, numbers (bigint past 2^53), strings, Uint8Array, arrays (lists and tuples),
 * Map, Set, PickleGlobal, Opaque, and what `meaning` makes. May contain itself.
 * @param fail throws, and is told what is wrong with the pickle
 */
export function unpickle(bytes: Uint8Array, meaning: PickleMeaning, fail: (problem: string) => never): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const skip = (length: number): number => {
    if (length > bytes.byteLength - at) fail(`its pickle ends at byte ${bytes.byteLength}, in the middle of a value`);
    at += length;
    return at - length;
  };
  const u8 = () => view.getUint8(skip(1));
  const u16 = () => view.getUint16(skip(2), true);
  const u32 = () => view.getUint32(skip(4), true);
  // Past 2^53 it is rounded, and longer than any file all the same.
  const u64 = () => Number(view.getBigUint64(skip(8), true));
  // A copy: a Buffer's own slice would share its memory.
  const take = (length: number): Uint8Array => {
    const start = skip(length);
    return new Uint8Array(bytes.subarray(start, start + length));
  };
  const text = (length: number) => Buffer.from(take(length)).toString("utf8");
  const byteString = (length: number) => (meaning.byteString ? meaning.byteString(take(length)) : text(length));
  const line = (): string => {
    const end = bytes.indexOf(10, at);
    if (end < 0) fail("its pickle has a name without an end");
    const name = text(end - at);
    skip(1);
    return name;
  };

  const stack: unknown[] = [];
  /** Where the stack stood at each MARK: what lies below cannot be taken until the mark is. */
  const marks: number[] = [];
  const memo = new Map<number, unknown>();

  const push = (value: unknown) => {
    stack.push(value);
  };
  const pop = (): unknown => {
    if (stack.length <= (marks.at(-1) ?? 0)) fail(`its pickle takes a value where there is none, before byte ${at}`);
    return stack.pop();
  };
  const top = (): unknown => {
    const value = pop();
    stack.push(value);
    return value;
  };
  const popToMark = (): unknown[] => {
    const mark = marks.pop();
    if (mark === undefined) return fail(`its pickle takes a mark where there is none, before byte ${at}`);
    return stack.splice(mark);
  };
  const remember = (index: number) => {
    memo.set(index, top());
  };
  const recall = (index: number) => {
    if (!memo.has(index)) fail(`its pickle refers to a value it has not stored (${index})`);
    push(memo.get(index));
  };
  const integer = (length: number): number | bigint => {
    if (length > longestInteger) fail(`its pickle has a whole number of ${length} bytes`);
    const hexadecimal = Buffer.from(take(length).reverse()).toString("hex");
    const value = BigInt.asIntN(8 * length, BigInt(`0x0${hexadecimal}`));
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  };
  const named = (module: unknown, name: unknown) => {
    if (typeof module !== "string" || typeof name !== "string") return fail("its pickle names a function by no text");
    const path = `${module}.${name}`;
    meaning.named(path);
    push(new PickleGlobal(path));
  };
  const call = (callable: unknown, args: unknown) => {
    if (!Array.isArray(args)) return fail("its pickle calls a function with no list of arguments");
    if (callable instanceof PickleGlobal) push(meaning.call(callable.path, args));
    else if (callable instanceof Opaque) push(new Opaque(`what ${callable.what} makes`));
    else fail("its pickle calls what is no function");
  };
  // Opaque objects are containers too, for their own reader: what they are given is let go.
  const append = (list: unknown, items: unknown[]) => {
    if (Array.isArray(list)) for (const item of items) list.push(item);
    else if (!(list instanceof Opaque)) fail("its pickle appends to what is no list");
  };
  const setItems = (dictionary: unknown, items: unknown[]) => {
    if (items.length % 2 !== 0) fail("its pickle has a key without a value");
    if (dictionary instanceof Map) for (let i = 0; i < items.length; i += 2) dictionary.set(items[i], items[i + 1]);
    else if (!(dictionary instanceof Opaque)) fail("its pickle sets a key of what is no dictionary");
  };

  /** By pickletools' names; PROTO's number does not matter, an opcode has one meaning in every protocol. */
  const opcodes: Record<number, () => void> = {
    128: /* PROTO */ () => void u8(),
    149: /* FRAME */ () => void u64(),

    78: /* NONE */ () => push(null),
    136: /* NEWTRUE */ () => push(true),
    137: /* NEWFALSE */ () => push(false),
    74: /* BININT */ () => push(view.getInt32(skip(4), true)),
    75: /* BININT1 */ () => push(u8()),
    77: /* BININT2 */ () => push(u16()),
    138: /* LONG1 */ () => push(integer(u8())),
    139: /* LONG4 */ () => push(integer(u32())),
    71: /* BINFLOAT */ () => push(view.getFloat64(skip(8), false)),
    88: /* BINUNICODE */ () => push(text(u32())),
    140: /* SHORT_BINUNICODE */ () => push(text(u8())),
    141: /* BINUNICODE8 */ () => push(text(u64())),
    84: /* BINSTRING */ () => push(byteString(u32())),
    85: /* SHORT_BINSTRING */ () => push(byteString(u8())),
    66: /* BINBYTES */ () => push(take(u32())),
    67: /* SHORT_BINBYTES */ () => push(take(u8())),
    142: /* BINBYTES8 */ () => push(take(u64())),
    150: /* BYTEARRAY8 */ () => push(take(u64())),

    40: /* MARK */ () => void marks.push(stack.length),
    48: /* POP */ () => {
      // Python takes a mark away where one lies on top.
      if (marks.at(-1) === stack.length && marks.length > 0) marks.pop();
      else pop();
    },
    49: /* POP_MARK */ () => void popToMark(),
    50: /* DUP */ () => push(top()),
    113: /* BINPUT */ () => remember(u8()),
    114: /* LONG_BINPUT */ () => remember(u32()),
    148: /* MEMOIZE */ () => remember(memo.size),
    104: /* BINGET */ () => recall(u8()),
    106: /* LONG_BINGET */ () => recall(u32()),

    41: /* EMPTY_TUPLE */ () => push([]),
    133: /* TUPLE1 */ () => push([pop()]),
    134: /* TUPLE2 */ () => push([pop(), pop()].reverse()),
    135: /* TUPLE3 */ () => push([pop(), pop(), pop()].reverse()),
    116: /* TUPLE */ () => push(popToMark()),
    93: /* EMPTY_LIST */ () => push([]),
    108: /* LIST */ () => push(popToMark()),
    97: /* APPEND */ () => {
      const item = pop();
      append(top(), [item]);
    },
    101: /* APPENDS */ () => {
      const items = popToMark();
      append(top(), items);
    },
    125: /* EMPTY_DICT */ () => push(new Map()),
    100: /* DICT */ () => {
      const items = popToMark();
      push(new Map());
      setItems(top(), items);
    },
    115: /* SETITEM */ () => {
      const value = pop();
      const key = pop();
      setItems(top(), [key, value]);
    },
    117: /* SETITEMS */ () => {
      const items = popToMark();
      setItems(top(), items);
    },
    143: /* EMPTY_SET */ () => push(new Set()),
    144: /* ADDITEMS */ () => {
      const items = popToMark();
      const set = top();
      if (!(set instanceof Set)) return fail("its pickle adds to what is no set");
      for (const item of items) set.add(item);
    },
    145: /* FROZENSET */ () => push(new Set(popToMark())),

    99: /* GLOBAL */ () => {
      const module = line();
      named(module, line());
    },
    147: /* STACK_GLOBAL */ () => {
      const name = pop();
      named(pop(), name);
    },
    82: /* REDUCE */ () => {
      const args = pop();
      call(pop(), args);
    },
    129: /* NEWOBJ */ () => {
      const args = pop();
      call(pop(), args);
    },
    146: /* NEWOBJ_EX */ () => {
      pop();
      const args = pop();
      call(pop(), args);
    },
    // Attributes: of an object we have no meaning for, or beside what we keep (state_dict's _metadata).
    98: /* BUILD */ () => {
      const state = pop();
      const made = pop();
      push(meaning.build ? meaning.build(made, state) : made);
    },
    81: /* BINPERSID */ () => push(meaning.external(pop())),
  };

  const stop = 0x2e;
  for (let opcode = u8(); opcode !== stop; opcode = u8()) {
    const operation = opcodes[opcode];
    if (!operation) return fail(`its pickle has the opcode 0x${opcode.toString(16)}, which torch.save does not write`);
    operation();
  }
  return pop();
}
