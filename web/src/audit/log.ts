import { useInfiniteQuery } from "@tanstack/react-query";

import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { AuditPage } from "@/api/types";

/** Exact values; the server compares them as they stand. */
export interface LogFilter { actor: string; action: string; outcome: string; since: string | null; until: string | null }
export const EVERYTHING: LogFilter = { actor: "", action: "", outcome: "", since: null, until: null };
const PAGE = 100;

/** The log, newest first, a page at a time. Each look is itself a line, so it is not read again by itself. */
export function useLog(filter: LogFilter) {
  return useInfiniteQuery({
    queryKey: keys.audit(filter),
    queryFn: ({ pageParam, signal }) => api.get<AuditPage>("/audit", { query: { ...filter, limit: PAGE, before: pageParam }, signal }),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next,
    staleTime: 0,
    refetchOnWindowFocus: false,
  });
}
