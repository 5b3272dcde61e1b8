import {
  IconAlertTriangle, IconArrowsMove, IconBan, IconCircleCheck, IconCircleOff, IconEyeOff, IconFocusCentered, IconInfoCircle, IconPlugConnectedX, IconRefresh,
  IconSnowflake, IconVideoOff, type Icon,
} from "@tabler/icons-react";
import { createElement, type ReactNode } from "react";

import type { CameraState, Health } from "@/api/types";

import { stateWords, type Tone } from "./cameraState";
import classes from "./StateBadge.module.css";

const TONE_ICONS: Record<Tone, Icon> = {
  ok: IconCircleCheck, warn: IconAlertTriangle, bad: IconAlertTriangle, info: IconInfoCircle, off: IconCircleOff,
};
const CAMERA_ICONS: Record<CameraState, Icon> = {
  online: IconCircleCheck, lost: IconPlugConnectedX, no_video: IconVideoOff, frozen: IconSnowflake,
  covered: IconEyeOff, moved: IconArrowsMove, out_of_focus: IconFocusCentered, not_recording: IconBan, connecting: IconRefresh, disabled: IconCircleOff,
};

/** The sign of a camera's state; decorative, the word stands beside it. */
export function StateSign({ state, size = 16, stroke = 2 }: { state: string; size?: number; stroke?: number }) {
  const icons: Partial<Record<string, Icon>> = CAMERA_ICONS;
  return createElement(icons[state] ?? IconAlertTriangle, { size, stroke, "aria-hidden": true });
}

interface BadgeProps { tone: Tone; label: string; icon?: Icon; sign?: ReactNode; title?: string; compact?: boolean }

/** A state as icon, word and colour. `compact` keeps the word for screen readers only. */
export function StateBadge({ tone, label, icon, sign, title, compact = false }: BadgeProps) {
  const Shape = icon ?? TONE_ICONS[tone];
  return (
    <span className={classes["badge"]} data-tone={tone} title={title ?? (compact ? label : undefined)}>
      {sign ?? <Shape size={16} stroke={2} aria-hidden />}
      <span className={compact ? "b-visually-hidden" : undefined}>{label}</span>
    </span>
  );
}

export function CameraStateBadge({ health, compact = false }: { health: Pick<Health, "state"> & Partial<Health>; compact?: boolean }) {
  const words = stateWords(health.state);
  return (
    <StateBadge tone={words.tone} label={words.label} sign={<StateSign state={health.state} />}
      title={health.detail || words.meaning} compact={compact} />
  );
}
