import { expect, it, vi } from "vitest";

import { coloursOf, draw, heightOf, RULER } from "./draw";
import { rowHeight, type Row } from "./marks";

const NOW = 1_795_000_000;

function canvas() {
  const texts: string[] = [];
  const rects: number[][] = [];
  const plain = ["clearRect", "beginPath", "moveTo", "lineTo", "stroke", "fill", "save", "restore", "clip", "setLineDash"];
  const ctx = Object.fromEntries(plain.map((name) => [name, vi.fn()]));
  Object.assign(ctx, {
    rect: vi.fn(), measureText: (text: string) => ({ width: text.length * 7 }),
    fillText: (text: string) => { texts.push(text); },
    fillRect: (...box: number[]) => { rects.push(box); },
  });
  return { ctx: ctx as unknown as CanvasRenderingContext2D, texts, rects };
}

const row: Row = {
  camera: "c-1", spans: [{ from: NOW - 3600, to: NOW - 1800 }], gaps: [{ from: NOW - 1800, to: NOW - 1799, reason: "Signal lost" }],
  holds: [{ from: NOW - 3000, to: NOW - 2900 }], activity: [0, 128, 255, 9], motion: [0, 40, 0, 0], spells: [{ from: NOW - 900, to: NOW - 800, state: "moved" }], activityFrom: NOW - 3600, activityTo: NOW, oldest: null, newest: null,
};

it("paints rows, ruler, the present and the range, and even the shortest gap two pixels wide", () => {
  const { ctx, texts, rects } = canvas();
  const colours = coloursOf(document.createElement("div"));
  const view = { from: NOW - 3600, to: NOW + 100 };
  draw(ctx, { view, width: 1000, rows: [row, undefined], selection: { from: NOW - 600, to: NOW - 300 }, active: 0, now: NOW }, colours);
  expect(texts).toContain("now");
  expect(texts.some((text) => /^\d\d:\d\d$/.test(text))).toBe(true);
  const foot = RULER + rowHeight(2) - 4;
  expect(rects.some(([, top, width, height]) => top === foot && width === 2 && height === 2)).toBe(true);
  expect(heightOf(2)).toBe(RULER + 2 * rowHeight(2));
});

it("writes the length of a day that has not 24 hours", () => {
  const { ctx, texts } = canvas();
  const from = Date.parse("2026-10-24T12:00:00Z") / 1000;
  draw(ctx, { view: { from, to: from + 2 * 86_400 }, width: 1500, rows: [], selection: null, active: 0, now: NOW * 2 }, coloursOf(document.body));
  expect(texts).toContain("Sun 25 Oct 2026 (25 h)");
  expect(texts).toContain("clocks went back");
});
