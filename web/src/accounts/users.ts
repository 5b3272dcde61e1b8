import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { NewUser, User, UserPatch } from "@/api/types";

export function useUsers() {
  return useQuery({ queryKey: keys.users, queryFn: ({ signal }) => api.get<User[]>("/users", { signal }) });
}

export function useAddUser() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (user: NewUser) => api.post<User>("/users", { body: user }),
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
