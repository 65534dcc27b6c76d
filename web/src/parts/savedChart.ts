/** A chart of the page as a file of its own: an SVG with the page's colours written out, or a PNG of it. */

const properties = ["fill", "stroke", "stop-color"] as const;
const namespace = "http://www.w3.org/2000/svg";

/** @returns text that needs nothing beside it: colours, ground and font are as the page shows them */
export function standaloneSvg(shown: SVGSVGElement): string {
  const copy = shown.cloneNode(true) as SVGSVGElement;
  const [from, to] = [shown, copy].map((svg) => [...svg.querySelectorAll<SVGElement>("*")]);
  to?.forEach((element, i) => {
    const style = getComputedStyle((from as SVGElement[])[i] as SVGElement);
    for (const property of properties) {
      // What the page's variables stand for is not known outside of it.
      const written = `${element.getAttribute(property)} ${element.getAttribute("style")}`;
      if (written.includes("var(")) element.style.setProperty(property, style.getPropertyValue(property));
    }
  });
  const { width, height } = shown.viewBox.baseVal;
  const ground = document.createElementNS(namespace, "rect");
  for (const [name, value] of Object.entries({ width, height })) ground.setAttribute(name, String(value));
  ground.setAttribute("fill", getComputedStyle(shown.closest("figure") ?? document.body).backgroundColor);
  copy.insertBefore(ground, copy.firstChild);
  const { color, fontFamily } = getComputedStyle(shown);
  copy.style.color = color;
  copy.style.fontFamily = fontFamily;
  copy.setAttribute("xmlns", namespace);
  return new XMLSerializer().serializeToString(copy);
}

/** @param scale pixels of the picture a pixel of the page: twice as many are sharp in print */
export async function pngOf(shown: SVGSVGElement, scale = 2): Promise<Blob> {
  const { width, height } = shown.viewBox.baseVal;
  const image = new Image(scale * width, scale * height);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standaloneSvg(shown))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [scale * width, scale * height];
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the browser made no picture")))),
  );
}
