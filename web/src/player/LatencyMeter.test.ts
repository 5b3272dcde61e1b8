import { expect, it } from "vitest";

import { LatencyMeter } from "./LatencyMeter";

const NOW = 1_795_000_000_000;

it("measures from the server's stamp to the screen", () => {
  const meter = new LatencyMeter();
  meter.arrived(10, NOW * 1000, NOW + 20);
  expect(meter.latencyMs).toBeNull();
  meter.shown(10.001, NOW + 130);
  expect(meter.latencyMs).toBeCloseTo(130);
  expect(meter.clocksAgree).toBe(true);
});

it("leaves the difference of two clocks out, and says so", () => {
  const meter = new LatencyMeter();
  const ahead = 3_600_000;
  meter.arrived(1, NOW * 1000, NOW + ahead);
  meter.shown(1, NOW + ahead + 90);
  expect(meter.clocksAgree).toBe(false);
  expect(meter.latencyMs).toBeCloseTo(90);
});

it("knows nothing of a frame that it was not told of, or after a reset", () => {
  const meter = new LatencyMeter();
  meter.arrived(1, NOW * 1000, NOW);
  meter.shown(5, NOW + 10);
  expect(meter.latencyMs).toBeNull();
  meter.shown(1, NOW + 10);
  meter.reset();
  expect(meter.latencyMs).toBeNull();
});

it("keeps a bounded number of stamps", () => {
  const meter = new LatencyMeter();
  for (let index = 0; index < 1000; index += 1) meter.arrived(index, NOW * 1000, NOW);
  meter.shown(1, NOW + 10);
  expect(meter.latencyMs).toBeNull();
  meter.shown(999, NOW + 10);
  expect(meter.latencyMs).toBeCloseTo(10);
});
