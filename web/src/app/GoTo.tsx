import { useEffect, useState } from "react";
import { useNavigate } from "react-router";

import type { Permission } from "@/api/types";
import { useShortcuts } from "@/ui/shortcuts";

import { placesFor, type Place } from "./places";

const WAIT_MS = 1500;

/** Mounted after everything else on the screen, so that its letters win over the screen's own. */
function Awaiting({ places, onDone }: { places: readonly Place[]; onDone: () => void }) {
  const navigate = useNavigate();
  useEffect(() => {
    const timer = setTimeout(onDone, WAIT_MS);
    return () => { clearTimeout(timer); };
  }, [onDone]);
  useShortcuts(places.map((place) => ({ key: place.key, label: "", run: () => { onDone(); void navigate(place.path); } })), "Go to");
  return null;
}

/** `g`, then a letter, leads to a place; where a screen has another use for `g`, the search box does. */
export function GoTo({ permissions }: { permissions: readonly Permission[] }) {
  const [waiting, setWaiting] = useState(false);
  const places = placesFor(permissions);
  useShortcuts([{
    key: "g", shown: "G, then a letter", label: places.map((place) => `${place.key.toUpperCase()} ${place.label}`).join(", "),
    run: () => { setWaiting(true); },
  }], "Go to a place");
  const [done] = useState(() => () => { setWaiting(false); });
  return waiting ? <Awaiting places={places} onDone={done} /> : null;
}
