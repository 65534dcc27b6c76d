/** Points of a map on the GPU (WebGL2): one draw call, whatever their number. */

import type { Inks } from "./colours.ts";
import { type Frame, type Size, unitsPerPixel } from "./frame.ts";
import type { SurveyMap } from "./surveyMap.ts";

export interface PointsRenderer {
  setMap(map: SurveyMap): void;
  setInks(inks: Inks): void;
  /** @param size of the canvas in CSS pixels; `pixelRatio` device pixels make one of them */
  draw(frame: Frame, size: Size, pixelRatio: number): void;
  free(): void;
}

const vertexShader = `#version 300 es
layout(location = 0) in vec2 place;
layout(location = 1) in vec4 colour;
layout(location = 2) in float shape;
uniform vec2 middle;
uniform vec2 scale;
uniform float size;
out vec4 ink;
flat out float kind;
void main() {
  gl_Position = vec4((place - middle) * scale, 0.0, 1.0);
  gl_PointSize = size;
  ink = colour;
  kind = shape;
}`;

// A disc, a square, a diamond, a triangle, all of about one area; the last pixel of the edge fades.
const fragmentShader = `#version 300 es
precision highp float;
in vec4 ink;
flat in float kind;
uniform float size;
out vec4 painted;
void main() {
  vec2 at = abs(gl_PointCoord * 2.0 - 1.0);
  float up = gl_PointCoord.y;
  float depth = kind < 0.5 ? 0.9 - length(at)
    : kind < 1.5 ? 0.76 - max(at.x, at.y)
    : kind < 2.5 ? (1.0 - at.x - at.y) * 0.8
    : min(0.95 - up, (up * 1.05 - at.x) * 0.8);
  float cover = clamp(depth * size * 0.5 + 0.5, 0.0, 1.0) * ink.a;
  if (cover <= 0.0) discard;
  painted = vec4(ink.rgb * cover, cover);
}`;

/** @returns undefined where the browser has no WebGL2 */
export function pointsRenderer(canvas: HTMLCanvasElement): PointsRenderer | undefined {
  const gl = canvas.getContext("webgl2", { antialias: false, depth: false, stencil: false });
  if (!gl) return undefined;
  const program = linked(gl);
  const [middle, scale, size] = ["middle", "scale", "size"].map((name) => gl.getUniformLocation(program, name));
  const vertices = gl.createVertexArray();
  gl.bindVertexArray(vertices);
  const [places, colours, kinds] = [2, 4, 1].map((components, location) => {
    const buffer = gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.enableVertexAttribArray(location);
    const type = location === 0 ? gl.FLOAT : gl.UNSIGNED_BYTE;
    gl.vertexAttribPointer(location, components, type, location === 1, 0, 0);
    return buffer;
  }) as [WebGLBuffer, WebGLBuffer, WebGLBuffer];
  const fill = (buffer: WebGLBuffer, content: Float32Array | Uint8Array) => {
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, content as Float32Array<ArrayBuffer>, gl.STATIC_DRAW);
  };
  // biome-ignore lint/correctness/useHookAtTopLevel: WebGL names it so, and it is no hook
  gl.useProgram(program);
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  let map: SurveyMap | undefined;
  return {
    setMap(next) {
      map = next;
      fill(places, next.normalised);
    },
    setInks(inks) {
      fill(colours, inks.colours);
      fill(kinds, inks.shapes);
    },
    draw(frame, window, pixelRatio) {
      if (!map) return;
      const [width, height] = [window.width, window.height].map((side) => Math.round(side * pixelRatio));
      // Even the same size makes a canvas anew.
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
      gl.viewport(0, 0, canvas.width, canvas.height);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT);
      const unit = unitsPerPixel(frame, window);
      gl.uniform2f(
        middle as WebGLUniformLocation,
        (frame.x - map.middle.x) / map.half,
        (frame.y - map.middle.y) / map.half,
      );
      gl.uniform2f(
        scale as WebGLUniformLocation,
        (2 * map.half) / (unit * window.width),
        (2 * map.half) / (unit * window.height),
      );
      gl.uniform1f(size as WebGLUniformLocation, pointSize(map, frame) * pixelRatio);
      gl.drawArrays(gl.POINTS, 0, map.ids.length);
    },
    free() {
      for (const buffer of [places, colours, kinds]) gl.deleteBuffer(buffer);
      gl.deleteVertexArray(vertices);
      gl.deleteProgram(program);
    },
  };
}

/** CSS pixels: small where there are many, and larger as one looks closer. */
function pointSize({ ids, half }: SurveyMap, { span }: Frame): number {
  const whole = ids.length > 20_000 ? 3 : ids.length > 2000 ? 4.5 : 7;
  return Math.min(14, Math.max(whole * 0.8, whole * ((2 * half) / span) ** 0.35));
}

function linked(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertexShader],
    [gl.FRAGMENT_SHADER, fragmentShader],
  ] as const) {
    const shader = gl.createShader(type);
    // Null where the context was lost already; then nothing is drawn until it is restored.
    if (!shader) continue;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost())
    throw new Error(`the map's shaders do not work on this graphics card: ${gl.getProgramInfoLog(program)}`);
  return program;
}
