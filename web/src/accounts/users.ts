import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { FirstPassword, MadeUser, NewUser, User, UserPatch } from "@/api/types";

export function useUsers() {
  return useQuery({ queryKey: keys.users, queryFn: ({ signal }) => api.get<User[]>("/users", { signal }) });
}

export function useAddUser() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (user: NewUser) => api.post<MadeUser>("/users", { body: user }),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.users }),
  });
}

/** What an administrator does to somebody's sign-in: end their sessions, take away lost passkeys and codes. */
export const useEndSessions = () => useMutation({ mutationFn: (id: string) => api.delete(`/users/${id}/sessions`) });
export const useResetFactors = () => useMutation({ mutationFn: (id: string) => api.delete(`/users/${id}/second-factors`) });

/** Make a first password for somebody who has lost theirs or let it run out. It is shown once. */
export function useResetPassword() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.post<FirstPassword>(`/users/${id}/password`),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.users }),
  });
}

export function useChangeUser(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (change: UserPatch) => api.patch<User>(`/users/${id}`, { body: change }),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.users }),
  });
}
