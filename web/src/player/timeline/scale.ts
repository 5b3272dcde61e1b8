/** The stretch of time on show, and how it maps to pixels. Times are seconds since 1970 (UTC). Pure. */

export interface View {
  readonly from: number;
  readonly to: number;
}

export const SHORTEST = 60;
export const LONGEST = 31 * 86_400;
/** Room after the present, so that it does not stick to the edge. */
const AHEAD = 0.08;

export const ZOOMS: readonly { readonly label: string; readonly seconds: number }[] = [
  { label: "1 min", seconds: 60 },
  { label: "10 min", seconds: 600 },
  { label: "1 h", seconds: 3600 },
  { label: "6 h", seconds: 6 * 3600 },
  { label: "1 day", seconds: 86_400 },
  { label: "7 days", seconds: 7 * 86_400 },
  { label: "31 days", seconds: LONGEST },
];

export const lengthOf = (view: View): number => view.to - view.from;

export function xOf(view: View, width: number, time: number): number {
  return ((time - view.from) / lengthOf(view)) * width;
}

export function timeAt(view: View, width: number, x: number): number {
  return view.from + (x / Math.max(1, width)) * lengthOf(view);
}

/** Length within 1 minute to 31 days, and not far into the future. */
export function clampView(view: View, now: number): View {
  const length = Math.min(LONGEST, Math.max(SHORTEST, lengthOf(view)));
  const middle = (view.from + view.to) / 2;
  const to = Math.min(middle + length / 2, now + length * AHEAD);
  return { from: to - length, to };
}

/** Show more (factor above 1) or less (below 1), keeping `anchor` where it is on the screen. */
export function zoom(view: View, factor: number, anchor: number, now: number): View {
  const wanted = lengthOf(view) * factor;
  const length = Math.min(LONGEST, Math.max(SHORTEST, wanted));
  const share = (anchor - view.from) / lengthOf(view);
  const from = anchor - share * length;
  return clampView({ from, to: from + length }, now);
}

/** Move by a share of what is on show: 0.5 is half a screen later. */
export function pan(view: View, share: number, now: number): View {
  const by = lengthOf(view) * share;
  return clampView({ from: view.from + by, to: view.to + by }, now);
}

export function centred(time: number, length: number, now: number): View {
  return clampView({ from: time - length / 2, to: time + length / 2 }, now);
}

/** Turn the page when the cursor runs out of the view; otherwise the same view. */
export function following(view: View, time: number, now: number): View {
  const share = (time - view.from) / lengthOf(view);
  if (share >= 0 && share <= 0.95) return view;
  const length = lengthOf(view);
  const from = time - length * (share < 0 ? 0.5 : 0.1);
  return clampView({ from, to: from + length }, now);
}

/** What to ask the server for: more than is on show, on a grid, so that small moves ask nothing new. */
export function askFor(view: View): View {
  const length = 2 ** Math.ceil(Math.log2(lengthOf(view) * 1.5));
  const grid = length / 4;
  const from = Math.floor((view.from - (length - lengthOf(view)) / 2) / grid) * grid;
  const to = from + length + grid;
  return { from, to: Math.max(to, view.to) };
}
