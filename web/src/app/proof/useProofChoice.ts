import { useQuery } from "@tanstack/react-query";

import { beginProof } from "@/api/session";

/** The server forgets its question after five minutes. */
const GOOD_FOR_MS = 4 * 60_000;

/** How this person can prove who they are. Asked anew when somebody comes back to a screen that has stood for long. */
export function useProofChoice() {
  const query = useQuery({
    queryKey: ["session", "proof"], queryFn: beginProof, staleTime: GOOD_FOR_MS, gcTime: 0, refetchOnWindowFocus: true,
  });
  /** A question that the server still remembers. */
  const fresh = async () => {
    if (query.data && !query.isStale) return query.data;
    return (await query.refetch({ throwOnError: true })).data;
  };
  return { ...query, fresh };
}
