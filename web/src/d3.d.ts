/** Of d3-geo and d3-contour, which come with Observable Plot, as much as this page uses. */

declare module "d3-geo" {
  type Place = [longitude: number, latitude: number];
  type Pixels = [left: number, top: number];
  interface GeoRawProjection {
    (lambda: number, phi: number): Pixels;
    invert(x: number, y: number): Place;
  }
  interface GeoProjection {
    (place: Place): Pixels | null;
    invert(pixels: Pixels): Place | null;
    rotate(angles: [number, number]): this;
    reflectX(isReflected: boolean): this;
    precision(pixels: number): this;
    fitExtent(extent: [Pixels, Pixels], shape: object): this;
    scale(): number;
  }
  export function geoProjection(raw: GeoRawProjection): GeoProjection;
  export function geoPath(projection: GeoProjection): (shape: object) => string | null;
  export function geoGraticule(): { step(degrees: Pixels): () => object };
}

declare module "d3-contour" {
  interface Contour {
    value: number;
    /** Polygons of rings of [x, y]. */
    coordinates: [number, number][][][];
  }
  interface ContourDensity {
    (places: ArrayLike<number>): Contour[];
    x(of: (index: number) => number): this;
    y(of: (index: number) => number): this;
    size(size: [number, number]): this;
    cellSize(pixels: number): this;
    bandwidth(pixels: number): this;
    thresholds(values: number | readonly number[]): this;
  }
  export function contourDensity(): ContourDensity;
}
