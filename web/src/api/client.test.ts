import { http, HttpResponse } from "msw";
import { afterEach, describe, expect, it, vi } from "vitest";

import { server } from "@/testing/server";

import { api, apiPath, onReach, onSignedOut, setCsrf, socketUrl, worthRetrying } from "./client";
import { ApiError, fromProblem, plainError, unreachable } from "./errors";

afterEach(() => { setCsrf(""); });

describe("client", () => {
  it("repeats list values and leaves empty ones out", () => {
    expect(apiPath("/video/timeline", { camera: ["a", "b"], from: "x", to: null, q: "" })).toBe("/api/video/timeline?camera=a&camera=b&from=x");
    expect(socketUrl("/events", { after: "7" })).toMatch(/^ws:\/\/.*\/api\/events\?after=7$/);
  });

  it("sends the CSRF token with changes only", async () => {
    const seen: (string | null)[] = [];
    server.use(http.all("*/api/sites", ({ request }) => { seen.push(request.headers.get("x-beadle-csrf")); return HttpResponse.json([]); }));
    setCsrf("t0k");
    await api.get("/sites");
    await api.post("/sites", { body: { name: "New Square" } });
    expect(seen).toEqual([null, "t0k"]);
  });

  it("turns problem+json into plain words with advice", async () => {
    server.use(http.post("*/api/cameras", () => HttpResponse.json(
      { title: "Conflict", status: 409, detail: "Camera 12 is already there.", advice: "Choose another number." },
      { status: 409, headers: { "content-type": "application/problem+json" } })));
    const error = await api.post("/cameras", { body: {} }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ApiError);
    expect(plainError(error)).toEqual({ title: "Conflict", text: "Camera 12 is already there.", advice: "Choose another number." });
  });

  it("tells when the session has ended, but not when only asked who one is", async () => {
    const ended = vi.fn();
    const stop = onSignedOut(ended);
    server.use(http.get("*/api/session", () => new HttpResponse(null, { status: 401 })), http.get("*/api/users", () => new HttpResponse(null, { status: 401 })));
    await expect(api.get("/session")).rejects.toMatchObject({ status: 401 });
    expect(ended).not.toHaveBeenCalled();
    await expect(api.get("/users")).rejects.toMatchObject({ status: 401 });
    expect(ended).toHaveBeenCalledTimes(1);
    stop();
  });

  it("says when nothing answers at all", async () => {
    const reach = vi.fn();
    const stop = onReach(reach);
    server.use(http.get("*/api/users", () => HttpResponse.error()));
    await expect(api.get("/users")).rejects.toMatchObject({ status: 0, unreachable: true });
    expect(reach).toHaveBeenCalledWith(false);
    stop();
  });

  it("makes one sentence of a list of field errors, and has words for an answer without any", () => {
    expect(fromProblem(422, { detail: [{ loc: ["body", "retention_days"], msg: "must be 1 or more" }] }).message).toBe("retention days: must be 1 or more");
    expect(fromProblem(502, "<html>")).toMatchObject({ title: "The server is starting or away" });
    expect(fromProblem(418, undefined).advice).toMatch(/tell the CCTV manager/);
  });

  it("asks again only where that can help", () => {
    expect(worthRetrying(0, fromProblem(404, {}))).toBe(false);
    expect(worthRetrying(0, unreachable())).toBe(true);
    expect(worthRetrying(2, unreachable())).toBe(false);
  });
});
