/** Answers of the server about footage, for tests. */

import type { Fragments, PlaybackSegment } from "@/api/types";

export const MIME = 'video/mp4; codecs="avc1.64001f"';
/** A round moment: a minute begins here (seconds UTC). */
export const START = 1_795_000_020;

interface SegmentOptions { gaps?: readonly number[]; jitterUs?: (row: number) => number; mime?: string }

/** One file of a minute: 30 fragments of 2 s and 1000 bytes each, but for those in `gaps`. */
export function segment(start: number, { gaps = [], jitterUs = () => 0, mime = MIME }: SegmentOptions = {}): PlaybackSegment {
  const rows = Array.from({ length: 30 }, (_, row) => row).filter((row) => !gaps.includes(row));
  return {
    id: `s${String(start)}`, url: `/api/video/media/c-1/s${String(start)}?look=t`, mime, width: 704, height: 576,
    from: new Date(start * 1000).toISOString(), to: new Date((start + 60) * 1000).toISOString(), init: [0, 500], timescale: 1000,
    fragments: rows.map((row) => [500 + row * 1000, 1000, (start + row * 2) * 1e6 + jitterUs(row), 2e6, row * 2000]),
  };
}

export function answer(segments: readonly PlaybackSegment[], next: string | null = null): Fragments {
  return { look: "t", segments: [...segments], next };
}
