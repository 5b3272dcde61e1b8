import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useSearchParams } from "react-router";

import { events } from "@/api/events";
import { Page } from "@/ui/Page";

import { Wall } from "./wall/Wall";

/** The wall alone, for a second or third monitor. Without the shell it listens to events itself. */
export default function WallWindow() {
  const cache = useQueryClient();
  const [params] = useSearchParams();
  useEffect(() => events.start(cache), [cache]);
  return (
    <main style={{ height: "100dvh" }}>
      <Page title="Wall" fill bare><Wall windowName={`window-${params.get("name") ?? "1"}`} ownWindow /></Page>
    </main>
  );
}
