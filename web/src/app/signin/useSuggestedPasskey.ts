import { useCallback, useEffect, useRef } from "react";

import { isOfType } from "@/api/errors";
import { canSuggestPasskeys, isStopped } from "@/api/passkeys";
import { enterWithPasskey } from "@/api/signin";
import type { SessionInfo } from "@/api/types";

/** The server forgets what it asked after five minutes; a page that waits longer has to ask anew. */
const ASK_ANEW_MS = 4 * 60_000;

interface Waiting { stop: () => void; start: () => void }
const NOTHING_WAITS: Waiting = { stop: () => undefined, start: () => undefined };

/**
 * Let the browser offer passkeys among its suggestions for the name field. It waits silently: a person who never
 * touches it notices nothing, and a failure of it is theirs to see only once they chose one.
 *
 * A browser has one question open at a time. What is given back runs another one, and waits again afterwards.
 */
export function useSuggestedPasskey(enabled: boolean, onDone: (session: SessionInfo) => void, onFault: (error: unknown) => void) {
  const act = useRef({ onDone, onFault });
  const waiting = useRef(NOTHING_WAITS);
  useEffect(() => { act.current = { onDone, onFault }; });
  useEffect(() => {
    if (!enabled) return undefined;
    let stop = new AbortController();
    let paused = false;
    const wait = async (signal: AbortSignal) => {
      if (!(await canSuggestPasskeys()) || signal.aborted) return;
      try {
        const session = await enterWithPasskey({ signal, suggest: true });
        if (!signal.aborted) act.current.onDone(session);
      } catch (error) {
        // That nothing was chosen is nobody's fault; that the server refused what was chosen is for the person to see.
        if (!isStopped(error) && !isOfType(error, "passkey") && !signal.aborted) act.current.onFault(error);
      }
    };
    const start = () => {
      stop.abort();
      stop = new AbortController();
      if (!document.hidden && !paused) void wait(stop.signal);
    };
    start();
    waiting.current = { stop: () => { paused = true; stop.abort(); }, start: () => { paused = false; start(); } };
    const timer = setInterval(start, ASK_ANEW_MS);
    document.addEventListener("visibilitychange", start);
    return () => {
      waiting.current = NOTHING_WAITS;
      clearInterval(timer);
      document.removeEventListener("visibilitychange", start);
      stop.abort();
    };
  }, [enabled]);
  return useCallback(async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    waiting.current.stop();
    try {
      return await ask();
    } catch (error) {
      waiting.current.start();
      throw error;
    }
  }, []);
}
