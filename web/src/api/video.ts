/** The video part of the API as plain calls; screens wrap them in queries with keys.ts. */
import { useQuery } from "@tanstack/react-query";

import { api, apiPath, socketUrl, type RequestOptions } from "./client";
import { keys } from "./keys";
import type { Export, ExportRequest, Fragments, Hold, Layout, LayoutWrite, NewHold, Timeline, VideoStatus } from "./types";

export type StreamName = "main" | "sub" | "third";

export const liveSocketUrl = (camera: string, stream: StreamName): string =>
  socketUrl(`/video/cameras/${camera}/live`, { stream });
export const stillUrl = (camera: string, at: string, width?: number): string =>
  apiPath(`/video/cameras/${camera}/still.jpg`, { at, width });
export const thumbnailUrl = (camera: string, at: string): string =>
  apiPath(`/video/cameras/${camera}/thumbnail.jpg`, { at });

export interface TimelineQuestion { cameras: readonly string[]; from: string; to: string; buckets: number }
export const readTimeline = ({ cameras, from, to, buckets }: TimelineQuestion, options: Pick<RequestOptions, "signal" | "background"> = {}) =>
  api.get<Timeline>("/video/timeline", { query: { camera: cameras, from, to, buckets }, ...options });
export const readFragments = (camera: string, from: string, to: string, signal?: AbortSignal) =>
  api.get<Fragments>(`/video/cameras/${camera}/fragments`, { query: { from, to }, ...(signal ? { signal } : {}) });

export const listExports = (options: Pick<RequestOptions, "background"> = {}) => api.get<Export[]>("/video/exports", options);
export const readExport = (id: string) => api.get<Export>(`/video/exports/${id}`);
export const orderExport = (order: ExportRequest) => api.post<Export>("/video/exports", { body: order });
export const cancelExport = (id: string) => api.delete(`/video/exports/${id}`);

export const listHolds = () => api.get<Hold[]>("/video/holds");
export const placeHold = (hold: NewHold) =>
  api.post<Hold>("/video/holds", { body: hold });
export const releaseHold = (id: string, reason: string) => api.post<Hold>(`/video/holds/${id}/release`, { body: { reason } });

export const listLayouts = () => api.get<Layout[]>("/video/layouts");
export const saveLayout = (layout: LayoutWrite, id?: string) =>
  id ? api.put<Layout>(`/video/layouts/${id}`, { body: layout }) : api.post<Layout>("/video/layouts", { body: layout });
export const deleteLayout = (id: string) => api.delete(`/video/layouts/${id}`);

/** Recorder and volumes; `live` asks again every ten seconds. */
export function useVideoStatus(enabled = true) {
  return useQuery({
    queryKey: keys.status,
    queryFn: ({ signal, client, queryKey }) => api.get<VideoStatus>("/video/status", { signal, background: client.getQueryData(queryKey) !== undefined }),
    refetchInterval: 15_000,
    enabled,
  });
}
