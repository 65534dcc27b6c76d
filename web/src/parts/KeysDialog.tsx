/** Which keys do what, in every view. */

import { useEffect, useRef } from "react";

const keys: [string, string][] = [
  ["?", "this list"],
  ["arrows", "move between galaxies; in a galaxy: previous and next"],
  ["Home, End", "first and last galaxy"],
  ["Page Up, Page Down", "a screen of galaxies"],
  ["Enter", "open the galaxy"],
  ["Esc", "back to the survey"],
  ["+  −  0", "zoom in, out, and back"],
  ["i", "invert"],
  ["[  ]", "darker, brighter"],
  ["L", "in a map: draw round galaxies to select them"],
  ["V", "in a map: select what is in view"],
  ["1 2 3 …", "in Label and where you rate: the answer with that digit (0 to 5 for a rating)"],
  ["Backspace, Ctrl Z", "in Label: take the last answer back"],
  ["s", "in Label: pass over this galaxy (Esc where one writes)"],
  ["y  n", "in Teach a class and Like these: yes or no to this galaxy, and on to the next; Backspace takes it back"],
  ["r", "in Label: zoom and brightness as they were"],
  ["/", "in Literature: to the search field"],
  ["↓ ↑, Enter, w", "in Literature: next and previous paper, open it, why it stands where it does"],
  [
    "Tab, Enter, m, x",
    "in Words: to a word, choose it, move it to another tag, take it out of all tags; Ctrl Z takes back",
  ],
  ["Ctrl V", "in Your image: look at the picture in the clipboard"],
];

export function KeysDialog({ close }: { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} onClose={close} aria-labelledby="keys-title">
      <h2 id="keys-title">Keys</h2>
      <dl className="keys">
        {keys.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}
