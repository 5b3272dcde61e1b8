/** The ways in: name and password with a second step, a passkey alone, or the council's single sign-on. */
import { useQuery } from "@tanstack/react-query";

import { api } from "./client";
import { isOfType } from "./errors";
import { signWithPasskey } from "./passkeys";
import type { PasskeyQuestion, SecondAnswer, SecondQuestion, SignInMethods } from "./signinTypes";
import type { SessionInfo } from "./types";

/** In, or the password was right and one thing more is asked for. */
export type Entered = { session: SessionInfo } | { second: SecondQuestion };

export const useSignInMethods = () =>
  useQuery({ queryKey: ["sign-in-methods"], queryFn: ({ signal }) => api.get<SignInMethods>("/session/methods", { signal }), staleTime: 60_000 });

/** Name and password. Rejects where they are refused; a second step is no refusal. */
export async function enter(who: { name: string; password: string }): Promise<Entered> {
  try {
    return { session: await api.post<SessionInfo>("/session", { body: who }) };
  } catch (error) {
    if (!isOfType(error, "second-factor-needed")) throw error;
    return { second: error.body as SecondQuestion };
  }
}

export const enterSecond = (ticket: string, answer: SecondAnswer): Promise<SessionInfo> =>
  api.post<SessionInfo>("/session/second-factor", { body: { ...answer, ticket } });

/** A passkey says who it is and proves it. With `suggest` the browser waits for the name field's suggestions. */
export async function enterWithPasskey(waiting: { signal?: AbortSignal; suggest?: boolean } = {}): Promise<SessionInfo> {
  const { ticket, options } = await api.post<PasskeyQuestion>("/session/passkey/begin", { body: {} });
  const credential = await signWithPasskey(options, waiting);
  return await api.post<SessionInfo>("/session/passkey", { body: { ticket, credential } });
}
