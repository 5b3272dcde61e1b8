/** Saved walls: read, save, delete. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { keys } from "@/api/keys";
import type { Layout, LayoutWrite } from "@/api/types";
import { deleteLayout, listLayouts, saveLayout } from "@/api/video";
import { notify } from "@/ui/notify";

export function useLayouts() {
  const cache = useQueryClient();
  const layouts = useQuery({ queryKey: keys.layouts, queryFn: listLayouts });
  const again = () => cache.invalidateQueries({ queryKey: keys.layouts });
  const save = useMutation({ mutationFn: ({ id, ...layout }: LayoutWrite & { id?: string }) => saveLayout(layout, id), onSuccess: again });
  const remove = useMutation({
    mutationFn: (layout: Layout) => deleteLayout(layout.id),
    onSuccess: async (_, layout) => { await again(); notify.done("Layout deleted", layout.name); },
    onError: (error) => { notify.failed(error, "The layout was not deleted"); },
  });
  return { layouts, save, remove };
}
