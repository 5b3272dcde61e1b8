/** What is recorded, missing, held and going on, for the cameras and the view on show. */

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { keys } from "@/api/keys";
import { readTimeline } from "@/api/video";
import { toIso } from "@/ui/london";

import { readRows, type Row } from "./marks";
import { askFor, type View } from "./scale";

const BUCKETS = 1200;
const FRESH_MS = 10_000;
const NONE: ReadonlyMap<string, Row> = new Map();

export interface TimelineRows {
  readonly rows: ReadonlyMap<string, Row>;
  readonly error: unknown;
  readonly retry: () => void;
}

export function useTimelineRows(cameras: readonly string[], view: View): TimelineRows {
  const asked = askFor(view);
  const from = toIso(Math.floor(asked.from) * 1000);
  const to = toIso(Math.ceil(asked.to) * 1000);
  const query = useQuery({
    queryKey: keys.timeline(cameras, from, to, BUCKETS),
    queryFn: ({ signal, client, queryKey }) =>
      // The same question a second time was asked by the timer, not by a person.
      readTimeline({ cameras, from, to, buckets: BUCKETS }, { signal, background: client.getQueryData(queryKey) !== undefined }),
    enabled: cameras.length > 0,
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
    // Only a view that reaches into the present changes by itself.
    refetchInterval: () => (Date.now() / 1000 < asked.to ? FRESH_MS : false),
  });
  const rows = useMemo(() => (query.data === undefined ? NONE : readRows(query.data)), [query.data]);
  return { rows, error: query.data === undefined ? query.error : null, retry: () => { void query.refetch(); } };
}
