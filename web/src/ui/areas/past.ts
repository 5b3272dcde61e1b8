/** What was there before, so that a step can be taken back. Pure. */

/** `gesture` names what made the present: one drag, or the same key again and again, is one step back. */
export interface Past<Value> {
  readonly before: readonly Value[];
  readonly after: readonly Value[];
  readonly gesture: string | null;
}
export const NOTHING_YET: Past<never> = { before: [], after: [], gesture: null };
const MOST_STEPS = 200;

/** The present gives way to another. */
export function stepped<Value>(past: Past<Value>, present: Value, gesture: string | null): Past<Value> {
  if (gesture !== null && gesture === past.gesture) return { ...past, after: [] };
  return { before: [...past.before, present].slice(-MOST_STEPS), after: [], gesture };
}
/** The gesture is over: the next one of its name is a step of its own. */
export const settled = <Value>(past: Past<Value>): Past<Value> => (past.gesture === null ? past : { ...past, gesture: null });

/** One step back; null where there is none. */
export function back<Value>(past: Past<Value>, present: Value): [Past<Value>, Value] | null {
  const last = past.before[past.before.length - 1];
  if (last === undefined) return null;
  return [{ before: past.before.slice(0, -1), after: [present, ...past.after], gesture: null }, last];
}
/** One step forward again; null where there is none. */
export function again<Value>(past: Past<Value>, present: Value): [Past<Value>, Value] | null {
  const [next, ...rest] = past.after;
  if (next === undefined) return null;
  return [{ before: [...past.before, present], after: rest, gesture: null }, next];
}
