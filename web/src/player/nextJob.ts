/** What a recorded picture has to fetch next: first the picture wanted now, then what is played next. No I/O. */

import type { Fragment, FragmentIndex } from "./FragmentIndex";
import { runFrom } from "./FragmentLoader";
import { aheadGoal, requestLimit, windowLength } from "./playbackRules";

export type Job =
  | { readonly kind: "window"; readonly from: number; readonly to: number }
  | { readonly kind: "bytes"; readonly run: readonly Fragment[] };

export interface Wants {
  readonly position: number;
  readonly rate: number;
  readonly playing: boolean;
  /** Nothing newer than this can be on the disk. */
  readonly latest: number;
  /** Empty answers in a row so far. */
  readonly emptyAnswers: number;
  readonly has: (fragment: Fragment) => boolean;
}

/** A little is asked before the position too, for a step back. */
const ASK_BEHIND = 15;
const BACKWARD_FRAGMENTS = 4;

function windowAt(from: number, wants: Wants): Job | null {
  const length = windowLength(wants.rate, wants.emptyAnswers);
  if (wants.rate < 0) return { kind: "window", from: Math.max(0, from - length), to: from + ASK_BEHIND };
  const to = Math.min(from + length, wants.latest + ASK_BEHIND);
  return to > from ? { kind: "window", from: Math.max(0, from - ASK_BEHIND), to } : null;
}

function backward(index: FragmentIndex, here: Fragment, count: number, has: Wants["has"]): Job | null {
  let fragment: Fragment | null = here;
  for (let left = count; left > 0 && fragment !== null; left -= 1) {
    fragment = index.before(fragment);
    if (fragment !== null && !has(fragment)) return { kind: "bytes", run: [fragment] };
  }
  return null;
}

function forward(index: FragmentIndex, start: Fragment | null, wants: Wants): Job | null {
  const until = wants.position + aheadGoal(wants.rate);
  let fragment = start;
  while (fragment !== null && fragment.start < until) {
    if (!wants.has(fragment)) {
      const run = runFrom(index, fragment, requestLimit(wants.rate, false), until);
      const loaded = run.findIndex(wants.has);
      return { kind: "bytes", run: loaded > 0 ? run.slice(0, loaded) : run };
    }
    fragment = index.next(fragment);
  }
  return null;
}

/** The next thing to fetch, or null when there is enough. */
export function nextJob(index: FragmentIndex, wants: Wants): Job | null {
  const { position, rate } = wants;
  const known = index.knownUntil(position);
  const here = index.at(position);
  if (known === null && here === null) return windowAt(position, wants);
  if (here !== null && !wants.has(here)) return { kind: "bytes", run: [here] };
  if (rate < 0) {
    const from = index.knownFrom(position);
    const behind = here === null ? null : backward(index, here, BACKWARD_FRAGMENTS, wants.has);
    if (behind !== null) return behind;
    return from !== null && from > position - 60 * -rate ? windowAt(from - 0.001, wants) : null;
  }
  const start = here === null ? index.after(position) : index.next(here);
  const bytes = forward(index, start, wants);
  if (bytes !== null) return bytes;
  const told = known ?? here?.end ?? position;
  const short = told < position + aheadGoal(rate) || (here === null && index.after(position) === null);
  if (short && told < wants.latest) return windowAt(told, wants);
  return here !== null && !wants.playing ? backward(index, here, 1, wants.has) : null;
}
