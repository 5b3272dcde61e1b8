import { useMemo } from "react";

import { useCameras } from "@/api/cameras";
import type { Camera } from "@/api/types";

/** The cameras whose reads one may search. The same list until it changes. */
export function useSearchable(): readonly Camera[] {
  const all = useCameras().data;
  return useMemo(() => (all ?? []).filter((camera) => camera.may.includes("plates.search")), [all]);
}
