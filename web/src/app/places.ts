import {
  IconDeviceTv, IconDownload, IconLicense, IconLock, IconNotebook, IconPlayerPlay, IconServer2, IconUrgent, IconUsers, IconVideo, type Icon,
} from "@tabler/icons-react";

import { PLATE_RIGHTS } from "@/anpr/tabs";
import type { Permission } from "@/api/types";

/** need: any one of these opens the place. key: after `g` it leads there. */
export interface Place { path: string; label: string; icon: Icon; need: readonly Permission[]; key: string }

/** The places in the shell, in the order of a working day. What one may not see is left out. */
export const PLACES: readonly Place[] = [
  { path: "/wall", label: "Wall", icon: IconDeviceTv, need: ["live.watch"], key: "w" },
  { path: "/playback", label: "Playback", icon: IconPlayerPlay, need: ["footage.replay"], key: "b" },
  { path: "/cameras", label: "Cameras", icon: IconVideo, need: ["estate.read"], key: "c" },
  { path: "/plates", label: "Plates", icon: IconLicense, need: PLATE_RIGHTS, key: "p" },
  { path: "/exports", label: "Exports", icon: IconDownload, need: ["footage.export"], key: "e" },
  { path: "/holds", label: "Holds", icon: IconLock, need: ["footage.hold"], key: "h" },
  { path: "/system", label: "System", icon: IconServer2, need: ["status.read"], key: "s" },
  { path: "/log", label: "Audit log", icon: IconNotebook, need: ["audit.read"], key: "l" },
  { path: "/users", label: "Users", icon: IconUsers, need: ["users.manage"], key: "u" },
  { path: "/break-glass", label: "Broken glass", icon: IconUrgent, need: ["rights.review"], key: "g" },
];

export const placesFor = (permissions: readonly Permission[]): readonly Place[] =>
  PLACES.filter((place) => place.need.some((one) => permissions.includes(one)));

/** Where a person lands after signing in. Everybody has at least their own account. */
export const homeFor = (permissions: readonly Permission[]): string => placesFor(permissions)[0]?.path ?? "/account";
