import { describe, expect, it } from "vitest";

import { cameras } from "@/testing/town";

import { answerCall } from "./CallBox";
import { findCameras } from "./CameraList";

describe("calling by number", () => {
  it("finds the camera and says its name", () => {
    expect(answerCall("12", cameras())).toMatchObject({ camera: { id: "c-12" }, said: { text: "12 Railway station forecourt", bad: false } });
  });
  it("says that there is none, and asks for a number", () => {
    expect(answerCall("99", cameras())).toEqual({ camera: null, said: { text: "There is no camera 99.", bad: true } });
    expect(answerCall("x", cameras()).said.bad).toBe(true);
  });
});

describe("finding in the list", () => {
  it("looks at the start of numbers, and anywhere in names and places", () => {
    expect(findCameras(cameras(), "1").map((one) => one.number)).toEqual([1, 12]);
    expect(findCameras(cameras(), "SOUTH").map((one) => one.number)).toEqual([2]);
    expect(findCameras(cameras(), "railway station").map((one) => one.number)).toEqual([12]);
    expect(findCameras(cameras(), " ")).toHaveLength(3);
  });
});
