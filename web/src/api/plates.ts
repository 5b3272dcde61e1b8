/** The plates part of the API: calls and cached answers. Searches and journeys are acts and never asked again by themselves. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, apiPath, socketUrl } from "./client";
import { keys } from "./keys";
import type {
  CameraAccuracy, ColumnMapping, Convoy, ConvoyRules, ConvoyWish, Counts, Entry, EntryPage, EntryWrite, HeldReads, Hit, HitState, Hotlist, HotlistWrite, Import, ImportPreview, Journey, JourneyWish, Judgement,
  LatestReads, Mapping, MappingPreview, OriginDestination, Outlier, OwnPlate, OwnPlateWish, PlateSite, Read, ReadHoldWish, ReadingCamera, ReadingWrite, RefusedMessage, Retention, Review, Sample,
  SampleDone, Search, SearchList, SearchWish, SecondPerson, Timing, Token,
} from "./platesTypes";
import type { User } from "./types";

const ROOT = "/anpr";
export const plateKeys = {
  all: ["plates"] as const,
  hits: keys.plateHits,
  hit: (id: string) => ["plates", "hits", id] as const,
  read: (id: string, look: string) => ["plates", "read", id, look] as const,
  searches: ["plates", "searches"] as const,
  reviews: ["plates", "reviews"] as const,
  hotlists: ["plates", "hotlists"] as const,
  entries: (list: string) => ["plates", "entries", list] as const,
  import: (id: string) => ["plates", "import", id] as const,
  setup: ["plates", "setup"] as const,
  refused: ["plates", "refused"] as const,
  samples: ["plates", "samples"] as const,
  holds: ["plates", "holds"] as const,
  own: ["plates", "own"] as const,
};

export const patchUrl = (read: Pick<Read, "id">, look: string): string => apiPath(`${ROOT}/reads/${read.id}/patch.jpg`, { look });
export const overviewUrl = (read: Pick<Read, "id">, look: string): string => apiPath(`${ROOT}/reads/${read.id}/overview.jpg`, { look });
export const liveReadsUrl = (): string => socketUrl(`${ROOT}/live`);
export const readLatest = (limit: number, cameraId: string | null, signal?: AbortSignal) =>
  api.get<LatestReads>(`${ROOT}/reads/latest`, { query: { limit, camera_id: cameraId }, ...(signal ? { signal } : {}) });

/** One answer changes another: what is stale is read again. */
function useStale<Given, Answer>(run: (given: Given) => Promise<Answer>, ...stale: (readonly string[])[]) {
  const cache = useQueryClient();
  return useMutation({ mutationFn: run, onSuccess: () => Promise.all(stale.map((queryKey) => cache.invalidateQueries({ queryKey }))) });
}

/* Holds on reads. */
export const useHoldRead = (id: string) => useStale((why: ReadHoldWish) => api.post(`${ROOT}/reads/${id}/hold`, { body: why }), plateKeys.holds);
export const useEndHold = () => useStale(({ id, reason }: { id: string; reason: string }) => api.delete(`${ROOT}/reads/${id}/hold`, { body: { reason } }), plateKeys.holds);
export const useHeldReads = () =>
  useInfiniteQuery({
    queryKey: plateKeys.holds,
    queryFn: ({ pageParam, signal }) => api.get<HeldReads>(`${ROOT}/holds`, { query: { after: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

/* Hits. */
const HITS_PAGE = 50;
export const useHits = (state: HitState | null) =>
  useInfiniteQuery({
    queryKey: [...plateKeys.hits, "list", state],
    queryFn: ({ pageParam, signal, client, queryKey }) =>
      api.get<Hit[]>(`${ROOT}/hits`, { query: { state, before: pageParam, limit: HITS_PAGE }, signal, background: client.getQueryData(queryKey) !== undefined }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.length < HITS_PAGE ? null : page.at(-1)?.id ?? null),
  });
export const useHit = (id: string | undefined) =>
  useQuery({ queryKey: plateKeys.hit(id ?? ""), queryFn: ({ signal }) => api.get<Hit>(`${ROOT}/hits/${id ?? ""}`, { signal }), enabled: id !== undefined });
export interface Decision { id: string; remark: string; second?: SecondPerson }
const decided = (verb: "confirm" | "refuse") => ({ id, ...body }: Decision) => api.post<Hit>(`${ROOT}/hits/${id}/${verb}`, { body });
export const useConfirmHit = () => useStale(decided("confirm"), plateKeys.hits);
export const useRefuseHit = () => useStale(decided("refuse"), plateKeys.hits);

/* Searches. */
export const useRunSearch = () => useStale((wish: SearchWish) => api.post<Search>(`${ROOT}/searches`, { body: wish }), plateKeys.searches);
export const useSearches = () =>
  useInfiniteQuery({
    queryKey: plateKeys.searches,
    queryFn: ({ pageParam, signal }) => api.get<SearchList>(`${ROOT}/searches`, { query: { before: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
/** Each look at results is a line in the audit log, so it is asked once for a click. */
export const searchCsvUrl = (id: string): string => apiPath(`${ROOT}/searches/${id}/results.csv`);
export const readSearch = (id: string) => api.get<Search>(`${ROOT}/searches/${id}`);
export const useApproveSearch = () =>
  useStale(({ id, verb, remark }: { id: string; verb: "approve" | "refuse"; remark: string }) => api.post<Search>(`${ROOT}/searches/${id}/${verb}`, { body: { remark } }), plateKeys.searches, plateKeys.reviews);
export const useReviews = () => useQuery({ queryKey: plateKeys.reviews, queryFn: ({ signal }) => api.get<Review[]>(`${ROOT}/reviews`, { signal }) });
export const useReviewSearch = () =>
  useStale(({ id, ...body }: { id: string; verdict: Judgement; remark: string }) => api.post(`${ROOT}/reviews/${id}`, { body }), plateKeys.reviews);
export const useOutliers = () => useQuery({ queryKey: ["plates", "outliers"], queryFn: ({ signal }) => api.get<Outlier[]>(`${ROOT}/outliers`, { signal }) });

/* Plates of users' own vehicles: a search of one is looked at by somebody else. */
export const useAccounts = () => useQuery({ queryKey: keys.users, queryFn: ({ signal }) => api.get<User[]>("/users", { signal }) });
export const useOwnPlates = () => useQuery({ queryKey: plateKeys.own, queryFn: ({ signal }) => api.get<OwnPlate[]>(`${ROOT}/own-plates`, { signal }) });
export const useNoteOwnPlate = () => useStale((wish: OwnPlateWish) => api.post<OwnPlate>(`${ROOT}/own-plates`, { body: wish }), plateKeys.own);
export const useForgetOwnPlate = () => useStale((id: string) => api.delete(`${ROOT}/own-plates/${id}`), plateKeys.own);

/* Vehicles that travel together. */
export const useConvoyRules = () => useQuery({ queryKey: ["plates", "convoys"], queryFn: ({ signal }) => api.get<ConvoyRules>(`${ROOT}/convoys`, { signal }) });
export const useRunConvoy = () => useMutation({ mutationFn: (wish: ConvoyWish) => api.post<Convoy>(`${ROOT}/convoys`, { body: wish }) });

/* Journeys, times, counts. */
export const usePlateSites = () => useQuery({ queryKey: ["plates", "sites"], queryFn: ({ signal }) => api.get<PlateSite[]>(`${ROOT}/sites`, { signal }), staleTime: 5 * 60_000 });
export const useRunJourney = () => useMutation({ mutationFn: (wish: JourneyWish) => api.post<Journey>(`${ROOT}/journeys`, { body: wish }) });
export interface Span { since: string; until: string }
export const useTiming = ({ from, to, ...span }: Span & { from: string; to: string }) =>
  useQuery({
    queryKey: ["plates", "timing", from, to, span], enabled: from !== "" && to !== "",
    queryFn: ({ signal }) => api.get<Timing>(`${ROOT}/timing`, { query: { from_site: from, to_site: to, ...span }, signal }),
  });
export const useCounts = (span: Span, by: "hour" | "day") =>
  useQuery({ queryKey: ["plates", "counts", by, span], queryFn: ({ signal }) => api.get<Counts>(`${ROOT}/counts`, { query: { ...span, by }, signal }) });
export const useOriginDestination = (span: Span) =>
  useQuery({ queryKey: ["plates", "od", span], queryFn: ({ signal }) => api.get<OriginDestination>(`${ROOT}/counts/od`, { query: { ...span }, signal }) });

/* Accuracy. */
/** `span`: days, both included, as dates. */
export const useAccuracy = (span: Span) =>
  useQuery({ queryKey: ["plates", "accuracy", span], queryFn: ({ signal }) => api.get<CameraAccuracy[]>(`${ROOT}/accuracy`, { query: { ...span }, signal }) });
export const useRetention = () => useQuery({ queryKey: ["plates", "retention"], queryFn: ({ signal }) => api.get<Retention>(`${ROOT}/retention`, { signal }) });
export const readSample = () => api.get<Sample>(`${ROOT}/samples/today`);
export const checkSample = (id: string, body: { plate: string | null; right: boolean }) => api.post<SampleDone>(`${ROOT}/samples/${id}`, { body });

/* Hotlists. */
export const useHotlists = () => useQuery({ queryKey: plateKeys.hotlists, queryFn: ({ signal }) => api.get<Hotlist[]>(`${ROOT}/hotlists`, { signal }) });
export const useSaveHotlist = (id?: string) =>
  useStale((list: Partial<HotlistWrite> & { retired?: boolean }) =>
    (id === undefined ? api.post<Hotlist>(`${ROOT}/hotlists`, { body: list }) : api.patch<Hotlist>(`${ROOT}/hotlists/${id}`, { body: list })), plateKeys.hotlists);
export const useEntries = (list: string, q: string) =>
  useInfiniteQuery({
    queryKey: [...plateKeys.entries(list), q],
    queryFn: ({ pageParam, signal }) => api.get<EntryPage>(`${ROOT}/hotlists/${list}/entries`, { query: { q, before: pageParam, limit: 100 }, signal }),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  });
export const useAddEntry = (list: string) => useStale((entry: EntryWrite) => api.post<Entry>(`${ROOT}/hotlists/${list}/entries`, { body: entry }), plateKeys.entries(list), plateKeys.hotlists);
export const useChangeEntry = (list: string) =>
  useStale(({ id, ...change }: Partial<Omit<EntryWrite, "plate">> & { id: number }) => api.patch<Entry>(`${ROOT}/hotlists/${list}/entries/${String(id)}`, { body: change }), plateKeys.entries(list), plateKeys.hotlists);
export const useDeleteEntry = (list: string) => useStale((id: number) => api.delete(`${ROOT}/hotlists/${list}/entries/${String(id)}`), plateKeys.entries(list), plateKeys.hotlists);

export const uploadHotlist = (list: string, file: Blob) => api.post<Import>(`${ROOT}/hotlists/${list}/imports`, { raw: { content: file, type: "text/csv" } });
export const previewImport = (id: string, mapping: Mapping) => api.post<ImportPreview>(`${ROOT}/imports/${id}/preview`, { body: { mapping } });
export const startImport = (id: string, body: { mapping: Mapping; replace: boolean }) => api.post<Import>(`${ROOT}/imports/${id}/start`, { body });
export const refusedRowsUrl = (id: string): string => apiPath(`${ROOT}/imports/${id}/refused.csv`);
const ENDED: ReadonlySet<string> = new Set(["done", "failed", "cancelled"]);
const LOOK_AGAIN_MS = 3000;
/** How an import goes. Events say so at once; the timer is for when they do not come. */
export const useImport = (id: string | null) =>
  useQuery({
    queryKey: plateKeys.import(id ?? ""), enabled: id !== null,
    queryFn: ({ signal, client, queryKey }) => api.get<Import>(`${ROOT}/imports/${id ?? ""}`, { signal, background: client.getQueryData(queryKey) !== undefined }),
    refetchInterval: ({ state }) => (state.data && ENDED.has(state.data.status) ? false : LOOK_AGAIN_MS),
  });

/* Set-up. */
export const useReadingCameras = () => useQuery({ queryKey: plateKeys.setup, queryFn: ({ signal }) => api.get<ReadingCamera[]>(`${ROOT}/cameras`, { signal }) });
export const useAddReading = () => useStale((camera: ReadingWrite & { camera_id: string }) => api.post<ReadingCamera>(`${ROOT}/cameras`, { body: camera }), plateKeys.setup);
export const useChangeReading = (camera: string) => useStale((change: ReadingWrite) => api.patch<ReadingCamera>(`${ROOT}/cameras/${camera}`, { body: change }), plateKeys.setup);
export const useRemoveReading = () => useStale((camera: string) => api.delete(`${ROOT}/cameras/${camera}`), plateKeys.setup);
export const useNewToken = (camera: string) => useStale(() => api.post<Token>(`${ROOT}/cameras/${camera}/token`), plateKeys.setup);
export const previewMapping = (body: { sample: string; mapping: ColumnMapping; zone: string }) => api.post<MappingPreview>(`${ROOT}/mappings/preview`, { body });
export const useRefusedMessages = () => useQuery({ queryKey: plateKeys.refused, queryFn: ({ signal }) => api.get<RefusedMessage[]>(`${ROOT}/messages/refused`, { signal }) });
export const rawMessageUrl = (id: string): string => apiPath(`${ROOT}/messages/${id}/raw`);
export const useTryMessageAgain = () => useStale((id: string) => api.post(`${ROOT}/messages/${id}/again`), plateKeys.refused);
