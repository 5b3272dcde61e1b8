import { http, HttpResponse } from "msw";
import { describe, expect, it, vi } from "vitest";

import { server } from "@/testing/server";

import { api, onProblem } from "./client";
import { answerStepUp, askStepUp, proofGiven } from "./stepUp";

const needed = () => HttpResponse.json({ type: "step-up-needed", title: "Prove that it is you", detail: "Old proof." }, { status: 403 });

/** A server that wants a proof for exports, and counts how often each was sent. */
function exportsBehindProof() {
  const state = { proved: false, sent: 0 };
  server.use(http.post("*/api/video/exports", () => {
    state.sent += 1;
    return state.proved ? HttpResponse.json({ id: "e-1" }) : needed();
  }));
  return state;
}

describe("step-up", () => {
  it("asks, and sends the same thing once more by itself", async () => {
    const state = exportsBehindProof();
    const stop = answerStepUp(() => { state.proved = true; proofGiven(); return Promise.resolve(true); });
    await expect(api.post("/video/exports", { body: {} })).resolves.toEqual({ id: "e-1" });
    expect(state.sent).toBe(2);
    stop();
  });

  it("asks once for all that wait", async () => {
    const state = exportsBehindProof();
    let answer: (proved: boolean) => void = () => undefined;
    const ask = vi.fn(() => new Promise<boolean>((resolve) => { answer = resolve; }));
    const stop = answerStepUp(ask);
    const all = Promise.all([1, 2, 3].map(() => api.post("/video/exports", { body: {} })));
    await vi.waitFor(() => { expect(state.sent).toBe(3); });
    await vi.waitFor(() => { expect(ask).toHaveBeenCalledTimes(1); });
    state.proved = true;
    proofGiven();
    answer(true);
    expect(await all).toHaveLength(3);
    expect(state.sent).toBe(6);
    expect(ask).toHaveBeenCalledTimes(1);
    stop();
  });

  it("does not ask again for what was sent before the proof", async () => {
    let sent = 0;
    server.use(http.post("*/api/video/exports", () => {
      sent += 1;
      if (sent > 1) return HttpResponse.json({ id: "e-1" });
      proofGiven();
      return needed();
    }));
    const ask = vi.fn(() => Promise.resolve(true));
    const stop = answerStepUp(ask);
    await expect(api.post("/video/exports", { body: {} })).resolves.toEqual({ id: "e-1" });
    expect(ask).not.toHaveBeenCalled();
    stop();
  });

  it("says so when the person declines, and tries no more than once", async () => {
    const state = exportsBehindProof();
    const stop = answerStepUp(() => Promise.resolve(false));
    await expect(api.post("/video/exports", { body: {} })).rejects.toMatchObject({ title: "Not done", type: "step-up-declined" });
    expect(state.sent).toBe(1);
    stop();
    const again = answerStepUp(() => Promise.resolve(true));
    await expect(api.post("/video/exports", { body: {} })).rejects.toMatchObject({ type: "step-up-needed" });
    expect(state.sent).toBe(3);
    again();
  });

  it("is never asked for by a timer, nor where no screen asks", async () => {
    const state = exportsBehindProof();
    const ask = vi.fn(() => Promise.resolve(true));
    const stop = answerStepUp(ask);
    await expect(api.post("/video/exports", { body: {}, background: true })).rejects.toMatchObject({ type: "step-up-needed" });
    expect(ask).not.toHaveBeenCalled();
    expect(state.sent).toBe(1);
    stop();
    expect(await askStepUp()).toBe(false);
  });
});

describe("refusals that mean something", () => {
  it("are told by their type", async () => {
    const told: string[] = [];
    const stop = onProblem((type) => { told.push(type); });
    server.use(http.get("*/api/users", () => HttpResponse.json({ type: "session-locked", title: "Locked", detail: "Locked." }, { status: 403 })));
    await expect(api.get("/users")).rejects.toMatchObject({ type: "session-locked" });
    server.use(http.get("*/api/users", () => HttpResponse.json({ type: "about:blank", title: "Not allowed" }, { status: 403 })));
    await expect(api.get("/users")).rejects.toMatchObject({ type: "" });
    expect(told).toEqual(["session-locked"]);
    stop();
  });
});
