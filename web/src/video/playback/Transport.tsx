import { ActionIcon, Select, Tooltip } from "@mantine/core";
import {
  IconCamera, IconChevronLeft, IconChevronRight, IconPlayerPauseFilled, IconPlayerPlayFilled, IconPlayerTrackNext,
  IconPlayerTrackPrev, IconRewindBackward10, IconRewindBackward60, IconRewindForward10, IconRewindForward60,
} from "@tabler/icons-react";
import type { ReactNode } from "react";

import type { PlaybackClock } from "@/player/PlaybackClock";
import { SPEEDS } from "@/player/playbackRules";
import { useClock, usePosition } from "@/player/usePlayback";
import { DateTimeField } from "@/ui/DateTimeField";
import { formatClock, formatDate, toIso, zoneName } from "@/ui/london";

import classes from "./Playback.module.css";

interface ButtonProps { label: string; onClick: () => void; children: ReactNode; main?: boolean }

function Press({ label, onClick, children, main = false }: ButtonProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} size={main ? 38 : 32} variant={main ? "filled" : "subtle"} color={main ? "coat" : "gray"} onClick={onClick}>{children}</ActionIcon>
    </Tooltip>
  );
}

/** The moment on screen, to the hundredth of a second. */
export function Readout({ clock }: { clock: PlaybackClock }) {
  const position = usePosition(clock, 10);
  const ms = position * 1000;
  const hundredths = String(Math.floor((position % 1) * 100)).padStart(2, "0");
  return (
    <span className={classes["readout"]} role="timer" aria-live="off" aria-label="Moment on screen">
      <small>{formatDate(ms)}</small> {formatClock(ms)}<small>.{hundredths} {zoneName(ms)}</small>
    </span>
  );
}

const speedName = (rate: number): string => (rate < 0 ? `${String(-rate)}x back` : `${String(rate)}x`);
const CHOICES = [...SPEEDS, -1, -2, -4, -8].map((rate) => ({ value: String(rate), label: speedName(rate) }));

interface TransportProps { clock: PlaybackClock; onNewest: () => void; onStill: () => void; children?: ReactNode }

/** Where, which way and how fast: the typed time first, then buttons for everything that a key does. */
export function Transport({ clock, onNewest, onStill, children }: TransportProps) {
  const { playing, rate, waiting } = useClock(clock);
  const position = usePosition(clock, 1);
  return (
    <div className={classes["bar"]} role="group" aria-label="Playing">
      <div className={classes["goto"]}>
        <DateTimeField label="Go to date and time" size="xs" value={toIso(Math.floor(position) * 1000)}
          onChange={(value) => { if (value !== null) clock.seek(Date.parse(value) / 1000); }} />
      </div>
      <div className={classes["group"]}>
        <Press label="1 minute back (Shift Left)" onClick={() => { clock.jump(-60); }}><IconRewindBackward60 size={20} aria-hidden /></Press>
        <Press label="10 seconds back (Left)" onClick={() => { clock.jump(-10); }}><IconRewindBackward10 size={20} aria-hidden /></Press>
        <Press label="Backwards (J)" onClick={() => { clock.setRate(-1); clock.play(); }}><IconPlayerTrackPrev size={18} aria-hidden /></Press>
        <Press label="One frame back (,)" onClick={() => { clock.step(-1); }}><IconChevronLeft size={20} aria-hidden /></Press>
        <Press main label={playing ? "Pause (Space)" : "Play (Space)"} onClick={() => { clock.toggle(); }}>
          {playing ? <IconPlayerPauseFilled size={20} aria-hidden /> : <IconPlayerPlayFilled size={20} aria-hidden />}
        </Press>
        <Press label="One frame on (.)" onClick={() => { clock.step(1); }}><IconChevronRight size={20} aria-hidden /></Press>
        <Press label="10 seconds on (Right)" onClick={() => { clock.jump(10); }}><IconRewindForward10 size={20} aria-hidden /></Press>
        <Press label="1 minute on (Shift Right)" onClick={() => { clock.jump(60); }}><IconRewindForward60 size={20} aria-hidden /></Press>
        <Press label="To the newest recording (N)" onClick={onNewest}><IconPlayerTrackNext size={18} aria-hidden /></Press>
      </div>
      <Select size="xs" w={104} aria-label="Speed" data={CHOICES} value={String(rate)} onChange={(value) => { if (value !== null) clock.setRate(Number(value)); }} />
      <Readout clock={clock} />
      <span className={classes["waiting"]} role="status">{playing && waiting ? "Waiting..." : ""}</span>
      <span className={classes["spacer"]} />
      <Press label="Save a still of the selected camera (S)" onClick={onStill}><IconCamera size={20} aria-hidden /></Press>
      {children}
    </div>
  );
}
