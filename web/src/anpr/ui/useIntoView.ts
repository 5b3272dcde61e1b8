import { useEffect, useRef, type RefObject } from "react";

/** Brings an answer into view when another one has come: on a narrow screen it stands below the form. */
export function useIntoView<Kind extends HTMLElement>(answer: string | undefined): RefObject<Kind | null> {
  const place = useRef<Kind>(null);
  useEffect(() => { if (answer !== undefined) place.current?.scrollIntoView({ block: "nearest" }); }, [answer]);
  return place;
}
