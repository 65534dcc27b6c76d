/** A picture that the person gives: dropped anywhere on the page, pasted, or chosen. */

import { useCallback, useEffect, useState } from "react";

export interface Picture {
  file: Blob;
  name: string;
  /** Each one given has another. */
  key: number;
}

let given = 0;

export function usePicture() {
  const [picture, setPicture] = useState<Picture>();
  const [isOver, setOver] = useState(false);
  const give = useCallback((file: File | undefined) => {
    if (file) setPicture({ file, name: file.name || "from the clipboard", key: given++ });
  }, []);
  useEffect(() => {
    const holdsFile = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const onDragOver = (event: DragEvent) => {
      if (!holdsFile(event)) return;
      // Else the browser leaves the page to show the file.
      event.preventDefault();
      setOver(true);
    };
    const onDragLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      if (!holdsFile(event)) return;
      event.preventDefault();
      setOver(false);
      give(event.dataTransfer?.files[0]);
    };
    const onPaste = (event: ClipboardEvent) => {
      if (event.clipboardData?.files.length) event.preventDefault();
      give(event.clipboardData?.files[0]);
    };
    addEventListener("dragover", onDragOver);
    addEventListener("dragleave", onDragLeave);
    addEventListener("drop", onDrop);
    addEventListener("paste", onPaste);
    return () => {
      removeEventListener("dragover", onDragOver);
      removeEventListener("dragleave", onDragLeave);
      removeEventListener("drop", onDrop);
      removeEventListener("paste", onPaste);
    };
  }, [give]);
  return { picture, isOver, give };
}
