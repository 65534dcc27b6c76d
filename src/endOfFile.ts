/** For tests: what is left to do when every test of a file is done, such as to remove what they made. */

const left: (() => Promise<void>)[] = [];

export function atEndOfFile(task: () => Promise<void>): void {
  left.push(task);
}

/** The last first: what lies in a folder is closed before the folder goes. */
export async function doWhatIsLeft(): Promise<void> {
  for (let task = left.pop(); task; task = left.pop()) await task();
}
