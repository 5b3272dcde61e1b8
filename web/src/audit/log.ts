import { useInfiniteQuery, useQuery } from "@tanstack/react-query";

import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { AuditPage, AuditProof, AuditState } from "@/api/types";

/** `person` also finds a part of a name; the others are compared as they stand. Empty ones do not narrow. */
export interface LogFilter {
  person: string; camera: string; plate: string; case: string; purpose: string; action: string; outcome: string; since: string | null; until: string | null;
}
export const EVERYTHING: LogFilter = { person: "", camera: "", plate: "", case: "", purpose: "", action: "", outcome: "", since: null, until: null };
const PAGE = 100;

/** A filter out of the page's address, so that another screen can link to a part of the log. */
export function filterOf(search: URLSearchParams): LogFilter {
  const found = Object.keys(EVERYTHING).map((name) => [name, search.get(name) ?? EVERYTHING[name as keyof LogFilter]] as const);
  return Object.fromEntries(found) as unknown as LogFilter;
}
export const isNarrowed = (filter: LogFilter): boolean => Object.values(filter).some((value) => value !== "" && value !== null);

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

const LOOK_AGAIN_MS = 30_000;
/** How the log stands: its tree, its last signed checkpoint, and where copies of that went. */
export const useLogState = () =>
  useQuery({ queryKey: keys.auditState, queryFn: ({ client, queryKey, signal }) => api.get<AuditState>("/audit/state", { signal, background: client.getQueryData(queryKey) !== undefined }), refetchInterval: LOOK_AGAIN_MS });

/** Asked for by a person, once: it is written down as a look. */
export const readProof = (line: number) => api.get<AuditProof>(`/audit/${String(line)}/proof`);
/** The file comes only with a fresh proof of who asks, so it goes through the client and not through a link. */
export const readSheet = (filter: LogFilter) => api.get<string>("/audit.csv", { query: { ...filter } });
