/** The JSON objects in what a language model wrote: among prose, in a fence, or cut off before the last bracket. */

/** Every whole object that holds no other, in order. */
export function innerObjects(text: string): Record<string, unknown>[] {
  const found: Record<string, unknown>[] = [];
  const open: number[] = [];
  let isInText = false;
  let hasChild = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (isInText) {
      if (letter === "\\") at++;
      else if (letter === '"') isInText = false;
    } else if (letter === '"' && open.length > 0) isInText = true;
    else if (letter === "{") {
      open.push(at);
      hasChild = false;
    } else if (letter === "}" && open.length > 0) {
      const start = open.pop() as number;
      const value = hasChild ? undefined : parsed(text.slice(start, at + 1));
      if (value) found.push(value);
      hasChild = true;
    }
  }
  return found;
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
