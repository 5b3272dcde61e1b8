import { http, HttpResponse } from "msw";
import { expect, it } from "vitest";

import { server } from "@/testing/server";
import { ALL_PERMISSIONS, camera, session } from "@/testing/town";

import { whyNot } from "./whyNot";

it("has nothing to say where the viewer may watch", async () => {
  server.use(http.get("*/api/cameras/c-1", () => HttpResponse.json(camera(1, "Square"))));
  expect(await whyNot("c-1")).toBeNull();
});

it("says that the right is missing, the session over, or the camera gone", async () => {
  server.use(http.get("*/api/session", () => HttpResponse.json(session(ALL_PERMISSIONS.filter((one) => one !== "live.watch")))));
  expect(await whyNot("c-1")).toContain("does not include live pictures");
  server.use(http.get("*/api/session", () => HttpResponse.json({ detail: "No session." }, { status: 401 })));
  expect(await whyNot("c-1")).toContain("Sign in again");
  server.use(http.get("*/api/session", () => HttpResponse.json(session())), http.get("*/api/cameras/c-1", () => HttpResponse.json({}, { status: 404 })));
  expect(await whyNot("c-1")).toContain("Not found");
});

it("keeps quiet when the server is away: that is not a refusal", async () => {
  server.use(http.get("*/api/session", () => HttpResponse.error()));
  expect(await whyNot("c-1")).toBeNull();
});
