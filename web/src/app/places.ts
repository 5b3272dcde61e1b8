import {
  IconDeviceTv, IconDownload, IconLock, IconNotebook, IconPlayerPlay, IconServer2, IconUrgent, IconUsers, IconVideo, type Icon,
} from "@tabler/icons-react";

import type { Permission } from "@/api/types";

export interface Place { path: string; label: string; icon: Icon; need: Permission }

/** The places in the shell, in the order of a working day. What one may not see is left out. */
export const PLACES: readonly Place[] = [
  { path: "/wall", label: "Wall", icon: IconDeviceTv, need: "live.watch" },
  { path: "/playback", label: "Playback", icon: IconPlayerPlay, need: "footage.replay" },
  { path: "/cameras", label: "Cameras", icon: IconVideo, need: "estate.read" },
  { path: "/exports", label: "Exports", icon: IconDownload, need: "footage.export" },
  { path: "/holds", label: "Holds", icon: IconLock, need: "footage.hold" },
  { path: "/system", label: "System", icon: IconServer2, need: "status.read" },
  { path: "/log", label: "Audit log", icon: IconNotebook, need: "audit.read" },
  { path: "/users", label: "Users", icon: IconUsers, need: "users.manage" },
  { path: "/break-glass", label: "Broken glass", icon: IconUrgent, need: "rights.review" },
];

export const placesFor = (permissions: readonly Permission[]): readonly Place[] =>
  PLACES.filter((place) => permissions.includes(place.need));

/** Where a person lands after signing in. Everybody has at least their own account. */
export const homeFor = (permissions: readonly Permission[]): string => placesFor(permissions)[0]?.path ?? "/account";
