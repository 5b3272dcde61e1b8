/** One's own sign-in: what it rests on, and changing that. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { makePasskey } from "@/api/passkeys";
import type { NewPasskey, NewPasskeyQuestion, Notice, Passkey, RecoveryCodes, Security, TotpQuestion } from "@/api/signinTypes";

export function useSecurity() {
  return useQuery({ queryKey: keys.security, queryFn: ({ signal }) => api.get<Security>("/account/security", { signal }), staleTime: 10_000 });
}

/** After any change both what the page shows and what the session says of it are old. */
function useChange<Given, Answer>(change: (given: Given) => Promise<Answer>) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      void cache.invalidateQueries({ queryKey: keys.session, exact: true });
      await cache.invalidateQueries({ queryKey: keys.security });
    },
  });
}

/** Begin, let the browser make it, and save it under a name. */
export const useAddPasskey = () => useChange(async (name: string) => {
  const { ticket, options } = await api.post<NewPasskeyQuestion>("/account/passkeys/begin", { body: {} });
  const credential = await makePasskey(options);
  return await api.post<NewPasskey>("/account/passkeys", { body: { ticket, name, credential } });
});
export const useRenamePasskey = (id: string) => useChange((name: string) => api.patch<Passkey>(`/account/passkeys/${id}`, { body: { name } }));
export const useRemovePasskey = (id: string) => useChange(() => api.delete(`/account/passkeys/${id}`));

export const beginTotp = () => api.post<TotpQuestion>("/account/totp/begin", { body: {} });
export const useConfirmTotp = () => useChange((code: string) => api.post<RecoveryCodes>("/account/totp", { body: { code } }));
export const useRemoveTotp = () => useChange(() => api.delete("/account/totp"));
export const useNewRecoveryCodes = () => useChange(() => api.post<RecoveryCodes>("/account/recovery-codes", { body: {} }));

export const useUnlinkDirectory = () => useChange(() => api.delete("/account/oidc"));

const METHODS: Record<string, string> = {
  password: "Password", "password+totp": "Password and code", "password+recovery": "Password and recovery code",
  "password+passkey": "Password and passkey", passkey: "Passkey", oidc: "Single sign-on",
};
export const methodName = (method: string): string => METHODS[method] ?? method;

const NOTICES: Record<string, string> = {
  "password-changed": "Your password was changed.",
  "password-reset": "Your password was reset at the machine itself.",
  "totp-added": "An authenticator app was set up.",
  "totp-removed": "Your authenticator app was removed.",
  "passkey-added": "A passkey was added.",
  "passkey-removed": "A passkey was removed.",
  "recovery-codes-made": "New recovery codes were made.",
  "recovery-code-used": "A recovery code was used.",
  "factors-reset": "An administrator reset your second factors.",
  "directory-linked": "Your account at single sign-on was linked.",
  "directory-unlinked": "Your account at single sign-on was unlinked.",
  "new-address": "Somebody signed in as you from an address that was new.",
  "signed-out-everywhere": "You were signed out everywhere.",
  "unfinished-sign-in": "Your password was typed right, but the second step never came. If that was not you, change the password.",
};
/** The same where somebody else did it, whose name is known. */
const DONE_BY: Record<string, (who: string) => string> = {
  "password-reset": (who) => `${who} reset your password.`,
  "factors-reset": (who) => `${who} reset your second factors.`,
  "signed-out-everywhere": (who) => `${who} signed you out everywhere.`,
};
export const noticeWords = ({ kind, by }: Pick<Notice, "kind" | "by">): string => (by ? DONE_BY[kind]?.(by) : undefined) ?? NOTICES[kind] ?? kind.replaceAll("-", " ");
