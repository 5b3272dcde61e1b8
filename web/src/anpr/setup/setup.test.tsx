import { fireEvent, render, screen } from "@testing-library/react";
import { MantineProvider } from "@mantine/core";
import { describe, expect, it, vi } from "vitest";

import type { Corner, ReadingCamera } from "@/api/platesTypes";

import { RegionEditor } from "./RegionEditor";
import { clockWords, heardWords, moved, MOST_CORNERS, START_REGION, withCorner, withoutCorner } from "./words";

const now = Date.parse("2026-11-22T14:00:00Z");
const camera = (more: Partial<ReadingCamera> = {}): ReadingCamera => ({
  reading: null, camera_id: "c-17", camera: "Horns Bridge in", camera_number: 17, mode: "pushed", adapter: "auto", mapping: null, zone: "Europe/London", region: [], towards: "in", fps: 10, token_set: true, token_at: null,
  last_message_at: "2026-11-22T13:59:00Z", last_read_at: "2026-11-22T13:59:00Z", messages: 1, reads: 1, refused: 0, refused_today: 0, clock_seconds: 0.2, ...more,
});

describe("a camera's set-up in words", () => {
  it("says what is wrong before what is well", () => {
    expect(heardWords(camera(), now)).toEqual({ label: "Last read 1 min ago", tone: "ok" });
    expect(heardWords(camera({ mode: "off" }), now).label).toBe("Off");
    expect(heardWords(camera({ token_set: false }), now).tone).toBe("warn");
    expect(heardWords(camera({ mode: "own", reading: { reading: false, detail: "No picture for a minute", dropped: 0, fps: 0, wanted_fps: 8, last_frame_at: null, last_read_at: null } }), now)).toEqual({ label: "No picture for a minute", tone: "warn" });
    expect(heardWords(camera({ last_read_at: null }), now).label).toBe("Nothing read yet");
    expect(heardWords(camera({ last_read_at: "2026-11-22T10:00:00Z" }), now).tone).toBe("warn");
    expect([clockWords(null), clockWords(0.4)?.label, clockWords(41)?.label, clockWords(-41)?.label]).toEqual([null, "In time", "41 s ahead", "41 s behind"]);
  });
});

describe("the part of the picture that is read", () => {
  it("keeps its corners inside, and three of them at least", () => {
    expect(moved(START_REGION, 0, -1, 2)[0]).toEqual([0, 1]);
    expect(withCorner(START_REGION)).toHaveLength(5);
    expect(withoutCorner(START_REGION.slice(0, 3), 0)).toHaveLength(3);
    const full = Array.from({ length: MOST_CORNERS }, (_, index): Corner => [index / MOST_CORNERS, 0.5]);
    expect(withCorner(full)).toHaveLength(MOST_CORNERS);
  });

  it("is drawn with keys as well as by dragging", () => {
    const onChange = vi.fn();
    render(<MantineProvider env="test"><RegionEditor camera="c-17" region={START_REGION} onChange={onChange} /></MantineProvider>);
    const corner = screen.getByRole("button", { name: "Corner 1 of 4: 10 % from the left, 30 % from the top" });
    fireEvent.keyDown(corner, { key: "ArrowRight" });
    expect(onChange).toHaveBeenLastCalledWith([[0.11, 0.3], ...START_REGION.slice(1)]);
    fireEvent.keyDown(corner, { key: "Delete" });
    expect(onChange).toHaveBeenLastCalledWith(START_REGION.slice(1));
    fireEvent.click(screen.getByRole("button", { name: "Read the whole picture" }));
    expect(onChange).toHaveBeenLastCalledWith([]);
  });
});
