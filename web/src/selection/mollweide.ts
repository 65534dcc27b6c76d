/** Mollweide's projection of the whole sky, in which equal areas are equal (Snyder 1987, USGS Professional Paper 1395, p. 249). */

import type { GeoRawProjection } from "d3-geo";

const root2 = Math.SQRT2;
const steps = 30;

export const mollweide: GeoRawProjection = Object.assign(
  (lambda: number, phi: number): [number, number] => {
    const theta = auxiliary(phi);
    return [((2 * root2) / Math.PI) * lambda * Math.cos(theta), root2 * Math.sin(theta)];
  },
  {
    invert(x: number, y: number): [number, number] {
      const theta = Math.asin(Math.max(-1, Math.min(1, y / root2)));
      const phi = Math.asin(Math.max(-1, Math.min(1, (2 * theta + Math.sin(2 * theta)) / Math.PI)));
      return [(Math.PI * x) / (2 * root2 * Math.cos(theta)), phi];
    },
  },
);

/** By Newton's method: 2 theta + sin 2 theta = pi sin phi, whose slope is 0 at the poles. */
function auxiliary(phi: number): number {
  if (Math.abs(phi) > Math.PI / 2 - 1e-6) return (Math.sign(phi) * Math.PI) / 2;
  let theta = phi;
  for (let i = 0; i < steps; i++) {
    const change = (2 * theta + Math.sin(2 * theta) - Math.PI * Math.sin(phi)) / (2 + 2 * Math.cos(2 * theta));
    theta -= change;
    if (Math.abs(change) < 1e-9) break;
  }
  return theta;
}
