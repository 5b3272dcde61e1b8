import { useEffect, useState } from "react";

import { useCameras } from "@/api/cameras";
import { events } from "@/api/events";
import { useCan } from "@/api/session";
import type { Camera, ServerEvent, VideoStatus } from "@/api/types";
import { useVideoStatus } from "@/api/video";
import { grouped, spelled } from "@/anpr/plate/text";
import { isAlarm, stateWords } from "@/ui/cameraState";
import { isVolumeWell } from "@/ui/volumeState";

import type { Sound } from "./chime";

export interface Alarm {
  id: string; title: string; detail: string; since: string | null; link: string; worst: boolean;
  sound?: Sound;
  /** How it is read out, where that differs from the title; "" where another place says it. */
  said?: string;
}

/** Everything that is wrong now, worst and newest first. Switched-off cameras are a choice, not an alarm. */
export function presentAlarms(cameras: readonly Camera[], status: VideoStatus | undefined): Alarm[] {
  const found: Alarm[] = [];
  for (const camera of cameras) {
    const { state, since, detail } = camera.health;
    if (!camera.enabled || !isAlarm(state)) continue;
    const words = stateWords(state);
    found.push({
      id: `camera:${camera.id}:${state}`, title: `${camera.number} ${camera.name}: ${words.label.toLowerCase()}`,
      detail: detail || words.meaning, since, link: `/cameras/${camera.id}`, worst: words.tone === "bad",
    });
  }
  for (const volume of status?.volumes ?? []) {
    if (isVolumeWell(volume.state)) continue;
    found.push({ id: `volume:${volume.id}:${volume.state}`, title: `Disk ${volume.path}: ${volume.state.replaceAll("_", " ")}`, detail: volume.detail || "Footage may not be reaching this disk.", since: null, link: "/system", worst: true });
  }
  const recorder = status?.recorder;
  if (recorder && !["online", "running", "ok"].includes(recorder.state)) {
    found.push({ id: `recorder:${recorder.state}`, title: "The recorder does not answer", detail: recorder.detail || "It may not be recording. Tell the CCTV manager now.", since: recorder.since, link: "/system", worst: true });
  }
  return found.sort((a, b) => Number(b.worst) - Number(a.worst) || (b.since ?? "").localeCompare(a.since ?? ""));
}

const KEEP_MESSAGES = 20;
type AlarmEvent = Extract<ServerEvent, { kind: "alarm" }>;
/** Present conditions are listed from the states themselves; their messages would say the same twice. */
const SHOWN_BY_STATE = /^(recorder$|volume )/;

/** Alarm messages after one more: it joins the list, or ends the one it is the end of. */
export function withMessage(list: readonly Alarm[], { id, at, body }: AlarmEvent): Alarm[] {
  const rest = list.filter((one) => one.id !== `event:${body.source}`);
  if (body.level === "over" || SHOWN_BY_STATE.test(body.source)) return rest;
  const alarm: Alarm = { id: `event:${body.source || id}`, title: body.title, detail: body.text, since: at, link: "/system", worst: true };
  return [alarm, ...rest].slice(0, KEEP_MESSAGES);
}

type GlassEvent = Extract<ServerEvent, { kind: "rights.break_glass" }>;
/** Somebody opened every camera: those who answer for it hear of it at once. */
export const glassAlarm = ({ at, body }: GlassEvent): Alarm =>
  ({ id: `event:glass:${body.id}`, title: `${body.user} broke the glass`, detail: body.reason, since: at, link: "/break-glass", worst: true });

type HitEvent = Extract<ServerEvent, { kind: "plates.hit" }>;
const hitId = (hit: string): string => `event:hit:${hit}`;
/** A read fits a hotlist. What is only possible says so, sounds other, and is not cried out. */
export function hitAlarm({ at, body: { hit_id, hit } }: HitEvent): Alarm {
  const { read, entry, exact } = hit;
  const where = `${String(read.camera_number)} ${read.camera}. ${entry.reason}`;
  return {
    id: hitId(hit_id), title: `${exact ? "Hit" : "Possible hit"}: ${grouped(read.plate)} on ${entry.list}`, since: at, link: `/plates/hits/${hit_id}`,
    detail: exact ? where : `Compare the plate with your own eyes. ${where}`, worst: exact, sound: exact ? "hit" : "possible",
    said: exact ? `Hit: ${spelled(read.plate)}, on ${entry.list}, at ${read.camera}` : "",
  };
}

/** Present alarms from states, and alarm messages until they are put away. */
export function useAlarms() {
  const cameras = useCameras().data;
  const status = useVideoStatus(useCan("status.read")).data;
  const [messages, setMessages] = useState<Alarm[]>([]);
  useEffect(() => events.listen((event) => {
    if (event.kind === "alarm") setMessages((list) => withMessage(list, event));
    if (event.kind === "plates.hit" && event.body.hit.state === "new") setMessages((list) => [hitAlarm(event), ...list.filter((one) => one.id !== hitId(event.body.hit_id))].slice(0, KEEP_MESSAGES));
    if (event.kind === "plates.hit_changed") setMessages((list) => list.filter((one) => one.id !== hitId(event.body.hit_id)));
    if (event.kind === "rights.break_glass") setMessages((list) => [glassAlarm(event), ...list].slice(0, KEEP_MESSAGES));
  }), []);
  const putAway = (id: string) => { setMessages((list) => list.filter((one) => one.id !== id)); };
  return { alarms: [...messages, ...presentAlarms(cameras ?? [], status)], ready: cameras !== undefined, putAway };
}
