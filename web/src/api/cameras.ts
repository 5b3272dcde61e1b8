/** Cameras, sites and the base map, as the whole app reads them. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { FeatureCollection } from "geojson";

import { api } from "./client";
import { keys } from "./keys";
import type { Camera, CameraWrite, ImportResult, NewSite, ProbeRequest, ProbeResult, Site } from "./types";

/** All cameras the signed-in person may see, by number. One list for every screen; events keep its health fresh. */
export function useCameras() {
  return useQuery({
    queryKey: keys.cameras,
    // Read again by the clock or after an event: nobody's act.
    queryFn: ({ signal, client, queryKey }) => api.get<Camera[]>("/cameras", { signal, background: client.getQueryData(queryKey) !== undefined }),
    select: sortByNumber,
    staleTime: 60_000,
    refetchInterval: 5 * 60_000,
  });
}
const sortByNumber = (list: Camera[]): Camera[] => [...list].sort((a, b) => a.number - b.number);

export function useCamera(id: string | undefined) {
  const list = useCameras();
  return { ...list, camera: list.data?.find((one) => one.id === id) };
}

export function useSites() {
  return useQuery({ queryKey: keys.sites, queryFn: ({ signal }) => api.get<Site[]>("/sites", { signal }), staleTime: 5 * 60_000 });
}

export function useBaseMap() {
  return useQuery({
    queryKey: keys.map,
    queryFn: ({ signal }) => api.get<FeatureCollection>("/map", { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useSaveCamera(id?: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (values: CameraWrite) =>
      id ? api.patch<Camera>(`/cameras/${id}`, { body: values }) : api.post<Camera>("/cameras", { body: values }),
    onSuccess: (saved) => {
      cache.setQueryData<Camera[]>(keys.cameras, (list) =>
        list ? [...list.filter((one) => one.id !== saved.id), saved] : list);
      void cache.invalidateQueries({ queryKey: keys.cameras });
    },
  });
}

export function useRetireCamera(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => api.post(`/cameras/${id}/retire`),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.cameras }),
  });
}

/** The view is right as it is now: what was taken for normal is forgotten and learned anew. */
export const useAcceptView = (id: string) => useMutation({ mutationFn: () => api.post(`/video/cameras/${id}/reference`) });

export function useSaveSite() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (site: NewSite) => api.post<Site>("/sites", { body: site }),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.sites }),
  });
}

/** Try a camera: with an id the saved address and password are used, otherwise the ones given. */
export function useProbe(id?: string) {
  return useMutation({
    mutationFn: (request?: ProbeRequest) =>
      id && !request
        ? api.post<ProbeResult>(`/video/cameras/${id}/probe`)
        : api.post<ProbeResult>("/video/probe", { body: request }),
  });
}

/** The file goes as it is: the server finds out how a spreadsheet has encoded it. */
export const importCameras = (csv: Blob, apply: boolean): Promise<ImportResult> =>
  api.post<ImportResult>("/cameras/import", { query: { apply }, raw: { content: csv, type: "text/csv" } });
