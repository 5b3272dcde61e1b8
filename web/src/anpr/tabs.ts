import type { Permission } from "@/api/types";

export interface Tab { path: string; label: string; need: Permission }

/** The screens of plates, in the order of a working day. What one may not see is left out. */
export const TABS: readonly Tab[] = [
  { path: "/plates/live", label: "Live", need: "plates.watch" },
  { path: "/plates/hits", label: "Hits", need: "plates.watch" },
  { path: "/plates/search", label: "Search", need: "plates.search" },
  { path: "/plates/journey", label: "Journey", need: "plates.search" },
  { path: "/plates/convoys", label: "Convoys", need: "plates.convoy" },
  { path: "/plates/traffic", label: "Times and counts", need: "plates.count" },
  { path: "/plates/accuracy", label: "Accuracy", need: "plates.count" },
  { path: "/plates/check", label: "Check reads", need: "plates.confirm" },
  { path: "/plates/hotlists", label: "Hotlists", need: "plates.hotlists" },
  { path: "/plates/review", label: "Review", need: "plates.review" },
  { path: "/plates/holds", label: "On hold", need: "plates.review" },
  { path: "/plates/own-vehicles", label: "Own vehicles", need: "users.manage" },
  { path: "/plates/setup", label: "Set-up", need: "plates.setup" },
];

export const tabsFor = (permissions: readonly Permission[]): readonly Tab[] => TABS.filter((tab) => permissions.includes(tab.need));
/** Any of these opens the place. */
export const PLATE_RIGHTS: readonly Permission[] = [...new Set(TABS.map((tab) => tab.need))];
