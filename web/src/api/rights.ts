/** Camera groups, purposes, break-glass, and what a grant means in words. The server decides; the screens ask. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api } from "./client";
import { keys } from "./keys";
import type { components } from "./schema.gen";
import { adoptSession } from "./session";
import type { SessionInfo } from "./types";

type Schemas = components["schemas"];
export type Purpose = Schemas["PurposeOut"];
export type PurposeWrite = Schemas["PurposeIn"];
export type PurposeChange = Schemas["PurposeChange"];
export type CameraGroup = Schemas["GroupOut"];
export type GroupWrite = Schemas["GroupIn"];
export type GroupChange = Schemas["GroupChange"];
export type Grant = Schemas["GrantIn"];
export type Glass = Schemas["GlassRow"];
export type PurposeWish = Schemas["PurposeWish"];

/** `retired`: also those that nobody may state any more. */
export const usePurposes = (retired = false) =>
  useQuery({ queryKey: keys.purposes(retired), queryFn: ({ signal }) => api.get<Purpose[]>("/purposes", { query: { retired }, signal }) });

export const useGroups = (wanted = true) =>
  useQuery({ queryKey: keys.groups, queryFn: ({ signal }) => api.get<CameraGroup[]>("/camera-groups", { signal }), enabled: wanted });

export const useGlasses = () =>
  useQuery({ queryKey: keys.glasses, queryFn: ({ signal }) => api.get<Glass[]>("/break-glass", { signal }) });

function useStale<Given, Answer>(run: (given: Given) => Promise<Answer>, ...stale: (readonly string[])[]) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess: () => Promise.all(stale.map((queryKey) => cache.invalidateQueries({ queryKey }))),
  });
}

export const useAddPurpose = () => useStale((purpose: PurposeWrite) => api.post<Purpose>("/purposes", { body: purpose }), ["purposes"], keys.session);
export const useChangePurpose = () =>
  useStale(({ id, change }: { id: string; change: PurposeChange }) => api.patch<Purpose>(`/purposes/${id}`, { body: change }), ["purposes"], keys.session);

export const useAddGroup = () => useStale((group: GroupWrite) => api.post<CameraGroup>("/camera-groups", { body: group }), keys.groups, keys.cameras);
export const useChangeGroup = () =>
  useStale(({ id, change }: { id: string; change: GroupChange }) => api.patch<CameraGroup>(`/camera-groups/${id}`, { body: change }), keys.groups, keys.cameras);
export const useDeleteGroup = () => useStale((id: string) => api.delete(`/camera-groups/${id}`), keys.groups, keys.cameras);

export const useReviewGlass = () =>
  useStale(({ id, remark }: { id: string; remark: string }) => api.post<Glass>(`/break-glass/${id}/review`, { body: { remark } }), keys.glasses);

function useSessionAct<Given>(run: (given: Given) => Promise<SessionInfo>) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess: (session) => {
      adoptSession(cache, session);
      // Another reach shows other cameras.
      void cache.invalidateQueries({ queryKey: keys.cameras });
    },
  });
}
export const useStatePurpose = () => useSessionAct((wish: PurposeWish) => api.put<SessionInfo>("/session/purpose", { body: wish }));
export const useBreakGlass = () =>
  useSessionAct((why: { reason: string; case_reference: string }) => api.post<SessionInfo>("/session/break-glass", { body: why }));
export const useMendGlass = () => useSessionAct(() => api.delete<SessionInfo>("/session/break-glass"));

/** One sentence for each thing that the grants allow, as the server puts it; asked anew when the grants change. */
export const useSentences = (grants: readonly Grant[], ready: boolean) =>
  useQuery({
    queryKey: ["rights", "preview", grants],
    queryFn: ({ signal }) => api.post<{ sentences: string[] }>("/rights/preview", { body: { grants }, signal }),
    enabled: ready && grants.length > 0,
    placeholderData: (before) => before,
    staleTime: 60_000,
  });

/** One's own rights in words. */
export const useOwnSentences = () =>
  useQuery({ queryKey: ["rights", "own"], queryFn: ({ signal }) => api.get<{ sentences: string[] }>("/session/rights", { signal }) });

export const useUserSentences = (user: string) =>
  useQuery({ queryKey: ["rights", "user", user], queryFn: ({ signal }) => api.get<{ sentences: string[] }>(`/users/${user}/rights`, { signal }) });
