/** A tour: many cameras, one page of the wall after another. */

import { useEffect, useState } from "react";

import { shapeNamed, type ShapeName } from "./shapes";

export interface Tour {
  readonly cameras: readonly string[];
  readonly seconds: number;
  readonly shape: ShapeName;
}

export interface RunningTour {
  readonly tour: Tour | null;
  readonly page: number;
  readonly pages: number;
  readonly start: (tour: Tour) => void;
  readonly stop: () => void;
}

/** The cameras of one page; the last page is filled up from the start, so that no tile stands empty. */
export function tourPage({ cameras, shape }: Pick<Tour, "cameras" | "shape">, page: number): readonly (string | null)[] {
  const room = shapeNamed(shape).cells.length;
  if (cameras.length <= room) return cameras;
  return Array.from({ length: room }, (_, index) => cameras[(page * room + index) % cameras.length] ?? null);
}

export function tourPages({ cameras, shape }: Pick<Tour, "cameras" | "shape">): number {
  return Math.max(1, Math.ceil(cameras.length / shapeNamed(shape).cells.length));
}

/** Runs a tour; `show` hangs up each page in turn. */
export function useTour(show: (shape: ShapeName, cameras: readonly (string | null)[]) => void): RunningTour {
  const [tour, setTour] = useState<Tour | null>(null);
  const [page, setPage] = useState(0);
  const pages = tour === null ? 1 : tourPages(tour);
  useEffect(() => {
    if (tour === null) return undefined;
    show(tour.shape, tourPage(tour, page));
    if (pages < 2) return undefined;
    const timer = setTimeout(() => { setPage((page + 1) % pages); }, tour.seconds * 1000);
    return () => { clearTimeout(timer); };
  }, [tour, page, pages, show]);
  return {
    tour, page, pages,
    start: (next) => { setPage(0); setTour(next); },
    stop: () => { setTour(null); },
  };
}
