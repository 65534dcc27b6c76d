/**
 * A picture's file with its EXIF block made unknown. Browsers turn a picture by the orientation in it, whatever they are
 * asked (Chromium 153 takes `imageOrientation: "none"` for "from-image"); the library reads pixels where the file has them.
 */

/** @param bytes of a JPEG, PNG or WebP file; changed in place */
export function unturned(bytes: Uint8Array<ArrayBuffer>): Blob {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  // Another letter case is another name, which readers skip.
  const hide = (at: number) => bytes.set([0x78, 0x78, 0x78, 0x78], at);
  if (bytes[0] === 0xff) {
    // Segments of the header, to the start of the scan (ITU T.81, B.1.1.4).
    for (let at = 2; at + 10 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] !== 0xda; )
      if (bytes[at + 1] === 0xff) at++;
      else {
        if (bytes[at + 1] === 0xe1 && type(at + 4) === "Exif") hide(at + 4);
        at += 2 + view.getUint16(at + 2);
      }
  } else if (bytes[0] === 0x89) {
    for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at))
      // Its checksum is wrong then too: a reason more to skip it.
      if (type(at + 4) === "eXIf") bytes.set([0x78], at + 7);
  } else {
    for (let at = 12; at + 8 <= bytes.length; at += 8 + 2 * Math.ceil(view.getUint32(at + 4, true) / 2))
      if (type(at) === "EXIF") hide(at);
  }
  return new Blob([bytes]);
}
