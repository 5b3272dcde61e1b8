/** Who is signed in and what they may do. The server decides; the screen only hides what would be refused. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, setCsrf } from "./client";
import { ApiError } from "./errors";
import { keys } from "./keys";
import type { Permission, SessionInfo } from "./types";

async function readSession(): Promise<SessionInfo | null> {
  try {
    // A server that answers 204 to a stranger keeps the browser's console free of a red line for an everyday thing.
    const session = await api.get<SessionInfo | null | undefined>("/session");
    if (!session) return null;
    setCsrf(session.csrf);
    return session;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

export function useSessionQuery() {
  return useQuery({ queryKey: keys.session, queryFn: readSession, staleTime: 5 * 60_000, refetchOnWindowFocus: true });
}

/** The signed-in session, or null. Inside the shell it is always there. */
export function useSession(): SessionInfo | null {
  return useSessionQuery().data ?? null;
}

/** May the signed-in person do this? */
export function useCan(permission: Permission): boolean {
  return useSession()?.permissions.includes(permission) ?? false;
}

export function useSignIn() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (who: { name: string; password: string }) => api.post<SessionInfo>("/session", { body: who }),
    onSuccess: (session) => {
      setCsrf(session.csrf);
      cache.setQueryData(keys.session, session);
    },
  });
}

export function useSignOut() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => api.delete("/session"),
    onSettled: () => {
      setCsrf("");
      cache.clear();
      cache.setQueryData(keys.session, null);
    },
  });
}

/** Change one's own password. The server ends every session of the person, this one too. */
export function useChangeOwnPassword() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (words: { current: string; new: string }) => api.post("/session/password", { body: words }),
    onSuccess: () => {
      setCsrf("");
      cache.setQueryData(keys.session, null);
    },
  });
}
