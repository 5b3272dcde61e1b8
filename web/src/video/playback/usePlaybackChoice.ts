/** Which cameras are played, kept in the address so that it can be handed on. */

import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";

import type { Camera } from "@/api/types";

import { MOST } from "./CameraChooser";

export interface Choice {
  readonly cameras: readonly Camera[];
  readonly add: (camera: string) => void;
  readonly remove: (camera: string) => void;
}

/** Where the address says to begin (s), or a minute ago. */
export function startOf(params: URLSearchParams, now: number): number {
  const at = Date.parse(params.get("at") ?? "");
  return Number.isNaN(at) ? now - 60 : at / 1000;
}

export function usePlaybackChoice(all: readonly Camera[] | undefined): Choice {
  const [params, setParams] = useSearchParams();
  const asked = params.getAll("camera").slice(0, MOST).join(" ");
  const cameras = useMemo(() => {
    const byId = new Map(all?.map((one) => [one.id, one]) ?? []);
    return asked.split(" ").flatMap((id) => byId.get(id) ?? []);
  }, [all, asked]);
  const change = useCallback((ids: readonly string[]) => {
    setParams((before) => {
      const next = new URLSearchParams(before);
      next.delete("camera");
      for (const id of ids) next.append("camera", id);
      return next;
    }, { replace: true });
  }, [setParams]);
  const ids = cameras.map((one) => one.id);
  return {
    cameras,
    add: (camera) => { if (!ids.includes(camera) && ids.length < MOST) change([...ids, camera]); },
    remove: (camera) => { change(ids.filter((one) => one !== camera)); },
  };
}
