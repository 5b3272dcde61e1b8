import { describe, expect, it } from "vitest";

import { cameras, camera, videoStatus } from "@/testing/town";

import { presentAlarms, withMessage } from "./alarms";

const message = (source: string, level: "alarm" | "over", id = "5") =>
  ({ id, kind: "alarm" as const, at: "2026-11-22T15:00:00Z", body: { source, level, title: "Recording is in danger", text: "Holds fill the disk." } });

describe("alarms", () => {
  it("are cameras that should work and do not, disks out of order and a silent recorder", () => {
    const status = videoStatus();
    const found = presentAlarms([...cameras(), camera(9, "Off", "lost", { enabled: false })], {
      ...status, recorder: { ...status.recorder, state: "away", detail: "It has not answered for a minute." },
      volumes: status.volumes.map((volume) => ({ ...volume, state: "read_only", detail: "Input/output error." })),
    });
    expect(found.map((alarm) => alarm.title).sort()).toEqual(["2 Market Place south: signal lost", "Disk /srv/footage/a: read only", "The recorder does not answer"]);
    expect(presentAlarms([camera(1, "Fine")], status)).toEqual([]);
  });

  it("put grave ones before lesser ones, and newer before older", () => {
    const at = (minute: number) => ({ state: "lost" as const, since: `2026-11-22T13:${minute}:00Z`, detail: "" });
    const found = presentAlarms([camera(1, "A", "frozen"), camera(2, "B", "lost", { health: at(10) }), camera(3, "C", "lost", { health: at(40) })], undefined);
    expect(found.map((alarm) => alarm.link)).toEqual(["/cameras/c-3", "/cameras/c-2", "/cameras/c-1"]);
  });

  it("keep one message a source until it is over", () => {
    const first = withMessage([], message("holds on /srv/a", "alarm"));
    expect(withMessage(first, message("holds on /srv/a", "alarm", "6"))).toHaveLength(1);
    expect(withMessage(first, message("holds on /srv/a", "over", "7"))).toEqual([]);
  });

  it("leave out messages that say what a state already shows", () => {
    expect(withMessage([], message("recorder", "alarm"))).toEqual([]);
    expect(withMessage([], message("volume /srv/a", "alarm"))).toEqual([]);
  });
});
