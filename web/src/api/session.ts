/** Who is signed in and what they may do. The server decides; the screen only hides what would be refused. */
import { useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";

import { api, setCsrf } from "./client";
import { ApiError } from "./errors";
import { events } from "./events";
import { keys } from "./keys";
import { proofGiven } from "./stepUp";
import { tellTabs } from "./tabs";
import type { Proof, ProofQuestion } from "./signinTypes";
import type { Permission, SessionInfo } from "./types";

const ASK_AGAIN_MS = 60_000;
/** Locked on this screen and not yet known to the server: until it is, its word that nothing is locked is old. */
let lockWanted = false;

async function readSession(background: boolean): Promise<SessionInfo | null> {
  try {
    // A server that answers 204 to a stranger keeps the browser's console free of a red line for an everyday thing.
    const session = await api.get<SessionInfo | null | undefined>("/session", { background });
    if (!session) return null;
    setCsrf(session.csrf);
    return lockWanted ? { ...session, locked: true } : session;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

/** The session as the server sees it. `watch`: ask again each minute, as nobody's act. */
export function useSessionQuery({ watch = false } = {}) {
  return useQuery({
    queryKey: keys.session,
    queryFn: ({ client, queryKey }) => readSession(client.getQueryData(queryKey) !== undefined),
    staleTime: 5 * 60_000,
    refetchOnWindowFocus: "always",
    refetchInterval: ({ state }) => (watch && state.data ? ASK_AGAIN_MS : false),
    refetchIntervalInBackground: true,
  });
}

/** The signed-in session, or null. Inside the shell it is always there. */
export function useSession(): SessionInfo | null {
  return useSessionQuery().data ?? null;
}

/** May the signed-in person do this? */
export function useCan(permission: Permission): boolean {
  return useSession()?.permissions.includes(permission) ?? false;
}

/** Is the screen locked? Then the wall runs on and nothing can be done. */
export const useLocked = (): boolean => useSession()?.locked ?? false;

/** Take over what the server just said about the session, in this tab and in the others. */
export function adoptSession(cache: QueryClient, session: SessionInfo): void {
  setCsrf(session.csrf);
  cache.setQueryData(keys.session, session);
  tellTabs({ kind: "session" });
}

/** The session is over here. The address stays, so that the next sign-in goes on where this one was. */
export function dropSession(cache: QueryClient): void {
  setCsrf("");
  lockWanted = false;
  cache.setQueryData(keys.session, null);
}

/** Tell the server that the person is there: the one question about the session that counts as their act. */
export const tellPresence = async (cache: QueryClient): Promise<void> => {
  const session = await readSession(false);
  cache.setQueryData(keys.session, session);
};

/** Lock first, tell the server then: a screen is not left open because the network is away. */
export async function lockSession(cache: QueryClient): Promise<void> {
  lockWanted = true;
  cache.setQueryData<SessionInfo | null>(keys.session, (session) => (session ? { ...session, locked: true } : session));
  const session = await api.post<SessionInfo>("/session/lock", { body: {}, background: true });
  lockWanted = false;
  adoptSession(cache, session);
}
export const isLockUntold = (): boolean => lockWanted;

export const beginProof = () => api.post<ProofQuestion>("/session/proof/begin", { body: {}, background: true });

/** Prove who is there: opens what asks for a fresh proof. */
export async function prove(cache: QueryClient, proof: Proof): Promise<void> {
  const session = await api.post<SessionInfo>("/session/proof", { body: proof });
  proofGiven();
  adoptSession(cache, session);
}

/** The same proof takes the lock off. What was refused meanwhile is asked for again. */
export async function unlock(cache: QueryClient, proof: Proof): Promise<void> {
  if (lockWanted) await lockSession(cache);
  const session = await api.post<SessionInfo>("/session/unlock", { body: proof });
  proofGiven();
  adoptSession(cache, session);
  void cache.invalidateQueries({ predicate: (query) => query.queryKey[0] !== keys.session[0] });
}

/** Prove it at the council's single sign-on: the page goes there and comes back. */
export const proveAtDirectory = (): Promise<void> => leaveFor("/session/proof/oidc");

/** The page goes to single sign-on, and comes back to where it is now. */
export async function leaveFor(path: string): Promise<void> {
  const then = window.location.pathname + window.location.search;
  const { location } = await api.post<{ location: string }>(path, { query: { then }, body: {} });
  window.location.assign(location);
}

function useLeaving(path: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => {
      events.rest();
      return api.delete(path);
    },
    onSettled: () => {
      dropSession(cache);
      // What this person was shown goes; the session itself stays, as the word that nobody is signed in.
      cache.removeQueries({ predicate: (query) => query.queryKey[0] !== keys.session[0] });
      tellTabs({ kind: "session" });
    },
  });
}
export const useSignOut = () => useLeaving("/session");
/** Every session of this person, on every desk, this one too. */
export const useSignOutEverywhere = () => useLeaving("/session/all");

/** Choose one's own password instead of the one that was given: the session goes on, and opens everything. */
export function useChooseOwnPassword() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (words: { current: string; new: string }) => api.post("/session/password", { body: words }),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: keys.session, exact: true });
      tellTabs({ kind: "session" });
    },
  });
}

/** Change one's own password. The server ends every session of the person, this one too. */
export function useChangeOwnPassword() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (words: { current: string; new: string }) => api.post("/session/password", { body: words }),
    onSuccess: () => {
      dropSession(cache);
      tellTabs({ kind: "session" });
    },
  });
}
