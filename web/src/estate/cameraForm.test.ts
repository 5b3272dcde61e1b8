import { describe, expect, it } from "vitest";

import { camera } from "@/testing/town";

import { checkForm, EMPTY_FORM, formOf, probeOf, readPosition, readPounds, toWrite } from "./cameraForm";
import { counts, filterCameras, NO_FILTER, readFilter, writeFilter } from "./filters";

const good = { ...EMPTY_FORM, number: "81", name: "Spire Walk", main_url: "rtsp://10.20.0.81/main" };

describe("camera form", () => {
  it("brings a camera back as it was, without its password", () => {
    const saved = camera(12, "Low Pavement");
    const write = toWrite(formOf(saved));
    expect(write).toMatchObject({ number: 12, latitude: 53.2355, longitude: -1.4265, cost_pence: 437500, retention_days: 31, streams: saved.streams });
    expect(write).not.toHaveProperty("password");
    expect(toWrite({ ...formOf(saved), password: "new" })).toMatchObject({ password: "new" });
  });

  it("sends nothing for what is left empty", () => {
    expect(toWrite(good)).toMatchObject({ site_id: null, latitude: null, bearing: null, purpose: null, cost_pence: null, streams: { main: { url: "rtsp://10.20.0.81/main" } } });
    expect(checkForm(good)).toEqual({});
  });

  it("says what each value needs", () => {
    const faults = checkForm({ ...good, number: "0", name: " ", position: "somewhere", bearing: "400", field_of_view: "0", range_metres: "x", retention_days: "3.5", cost: "lots" });
    expect(Object.keys(faults).sort()).toEqual(["bearing", "cost", "field_of_view", "name", "number", "position", "range_metres", "retention_days"]);
  });

  it.each([["http://10.0.0.1/x", /rtsp/], ["rtsp://", /not complete/], ["rtsp://user:pw@10.0.0.1/x", /out of the address/], ["", /rtsp/]])("refuses the address %s", (main_url, words) => {
    expect(checkForm({ ...good, main_url }).main_url).toMatch(words);
  });

  it("reads positions and pounds as people paste them", () => {
    expect(readPosition(" 53.2355,-1.4265 ")).toEqual({ latitude: 53.2355, longitude: -1.4265 });
    expect(readPosition("53.2355 -1.4265")).not.toBeNull();
    expect([readPosition("93, 0"), readPosition("53.2")]).toEqual([null, null]);
    expect([readPounds("£4,375"), readPounds("4375.5"), readPounds("4.375.00")]).toEqual([437500, 437550, null]);
  });

  it("tests the saved camera while nothing is changed, and asks for the password when the address is", () => {
    const saved = camera(12, "Low Pavement");
    const form = formOf(saved);
    expect(probeOf(form, saved)).toBeNull();
    expect(probeOf({ ...form, main_url: "rtsp://10.20.0.99/main" }, saved)).toBe("password");
    expect(probeOf({ ...form, main_url: "rtsp://10.20.0.99/main", password: "secret" }, saved)).toEqual({ url: "rtsp://10.20.0.99/main", username: "viewer", password: "secret", transport: "tcp" });
    expect(probeOf(good, undefined)).toEqual({ url: "rtsp://10.20.0.81/main", username: null, password: null, transport: "tcp" });
    expect(probeOf({ ...form, forget_password: true }, saved)).toMatchObject({ password: null });
  });

  it("takes the saved password away only when told to", () => {
    const form = formOf(camera(12, "Low Pavement"));
    expect(toWrite({ ...form, forget_password: true })).toMatchObject({ password: "" });
  });

  it("keeps a third stream that it does not ask for", () => {
    const third = { main: { url: "rtsp://10.20.0.12/a" }, third: { url: "rtsp://10.20.0.12/c" } };
    expect(toWrite(formOf(camera(12, "Low Pavement", "online", { streams: third })))).toMatchObject({ streams: third });
  });

  it("says how an encrypted camera proves itself, and nothing of it for others", () => {
    const saved = camera(12, "Low Pavement", "online", { streams: { main: { url: "rtsps://10.20.0.12/main" } }, tls_fingerprint: "ab".repeat(32) });
    const form = formOf(saved);
    expect([form.trust, form.fingerprint.slice(0, 5)]).toEqual(["pinned", "AB:AB"]);
    expect(toWrite(form)).toMatchObject({ tls_verify: true, tls_fingerprint: "ab".repeat(32) });
    expect(probeOf(form, saved)).toBeNull();
    expect(probeOf({ ...form, trust: "unchecked", username: "" }, saved)).toMatchObject({ tls_verify: false, tls_fingerprint: "" });
    expect(toWrite({ ...form, main_url: "rtsp://10.20.0.12/main" })).not.toHaveProperty("tls_verify");
    expect(checkForm({ ...form, fingerprint: "ab".repeat(20) }).fingerprint).toMatch(/SHA-1/);
    expect(checkForm({ ...form, fingerprint: "" }).fingerprint).toMatch(/test the address/);
    expect(checkForm({ ...form, fingerprint: `sha256 Fingerprint=${"AB:".repeat(31)}AB` }).fingerprint).toBeUndefined();
  });
});

describe("camera filter", () => {
  const town = [camera(1, "Market Place north"), camera(2, "Station", "lost", { site_id: "s-2" }), camera(3, "Park gate", "disabled", { enabled: false, recorded: false })];
  it("finds by words, by need and by site", () => {
    expect(filterCameras(town, { ...NO_FILTER, words: "north market" }).map((one) => one.number)).toEqual([1]);
    expect(filterCameras(town, { ...NO_FILTER, show: "attention" }).map((one) => one.number)).toEqual([2]);
    expect(filterCameras(town, { ...NO_FILTER, show: "off" }).map((one) => one.number)).toEqual([3]);
    expect(filterCameras(town, { ...NO_FILTER, site: "s-2" }).map((one) => one.number)).toEqual([2]);
    expect(counts(town)).toEqual({ all: 3, attention: 1, off: 1 });
  });
  it("goes into the address and comes back", () => {
    const filter = { words: "market", show: "attention" as const, site: "s-1" };
    expect(readFilter(new URLSearchParams(writeFilter(filter)))).toEqual(filter);
    expect(writeFilter(NO_FILTER)).toEqual({});
    expect(readFilter(new URLSearchParams("show=nonsense"))).toEqual(NO_FILTER);
  });
});
