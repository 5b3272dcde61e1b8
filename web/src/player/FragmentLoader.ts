/** Fetches what a player asks for: answers about windows of time, and byte ranges of the recorded files. */

import { readFragments } from "../api/video";
import { toIso } from "../ui/london";
import { FragmentIndex, type Fragment, type Segment } from "./FragmentIndex";

/** Bytes of fragments kept for stepping back and for looking at the same moment again. */
const CACHE_BYTES = 24 * 1024 * 1024;
const REFUSED = [401, 403, 404, 410];

/** The footage cannot be had: the words are for the viewer. */
export class FootageRefused extends Error {}

export type Bytes = Uint8Array<ArrayBuffer>;

export class FragmentLoader {
  readonly index = new FragmentIndex();
  private readonly inits = new Map<string, Bytes>();
  private readonly cache = new Map<string, Bytes>();
  private cached = 0;

  constructor(readonly camera: string) {}

  /** Ask what there is between two times (seconds UTC). Returns up to where the answer tells all. */
  async window(from: number, to: number, signal: AbortSignal): Promise<number> {
    const now = Date.now() / 1000;
    const answer = await readFragments(this.camera, toIso(Math.floor(from * 1000)), toIso(Math.ceil(to * 1000)), signal);
    return this.index.add(answer, from, to, now);
  }

  async init(segment: Segment, signal: AbortSignal): Promise<Bytes> {
    const known = this.inits.get(segment.id);
    if (known !== undefined) return known;
    const [offset, length] = segment.init;
    const bytes = await this.range(segment, offset, length, signal);
    this.inits.set(segment.id, bytes);
    return bytes;
  }

  /** The bytes of a run of fragments that lie one behind the other in one file, in one request. */
  async run(fragments: readonly Fragment[], signal: AbortSignal): Promise<Bytes> {
    const first = fragments[0];
    const last = fragments.at(-1);
    if (first === undefined || last === undefined) return new Uint8Array(0);
    const name = `${first.segment.id}:${String(first.offset)}:${String(last.offset)}`;
    const known = this.cache.get(name);
    if (known !== undefined) {
      this.cache.delete(name); // taken out and put back: the map's order is the order of use
      this.cache.set(name, known);
      return known;
    }
    const bytes = await this.range(first.segment, first.offset, last.offset + last.length - first.offset, signal);
    this.keep(name, bytes);
    return bytes;
  }

  private keep(name: string, bytes: Bytes): void {
    this.cache.set(name, bytes);
    this.cached += bytes.length;
    for (const [oldest, held] of this.cache) {
      if (this.cached <= CACHE_BYTES || oldest === name) return;
      this.cache.delete(oldest);
      this.cached -= held.length;
    }
  }

  private async range(segment: Segment, offset: number, length: number, signal: AbortSignal): Promise<Bytes> {
    const range = `bytes=${String(offset)}-${String(offset + length - 1)}`;
    const answer = await fetch(segment.url, { headers: { range }, signal, credentials: "same-origin" });
    if (REFUSED.includes(answer.status)) {
      throw new FootageRefused(`The server does not give out this footage any more (${String(answer.status)}).`);
    }
    if (!answer.ok) throw new Error(`The server answered ${String(answer.status)} for recorded video.`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    if (answer.status === 200) return bytes.slice(offset, offset + length);
    return bytes;
  }
}

/** Fragments from `first` on that lie one behind the other in one file, up to `limit` bytes and `until` seconds. */
export function runFrom(index: FragmentIndex, first: Fragment, limit: number, until: number): Fragment[] {
  const run = [first];
  let last = first;
  let bytes = first.length;
  for (;;) {
    const next = index.following(last);
    if (next === null || next.segment !== first.segment || next.shift !== first.shift || next.start > until) return run;
    bytes += next.offset + next.length - (last.offset + last.length);
    if (bytes > limit) return run;
    run.push(next);
    last = next;
  }
}
