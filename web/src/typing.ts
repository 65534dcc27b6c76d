/** Whether a key goes to a field that a person is writing in, and is no command. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && ["INPUT", "SELECT", "TEXTAREA"].includes(target.tagName);
}
