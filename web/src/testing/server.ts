import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";

import { cameras, security, session, sites, users, videoStatus } from "./town";

/** A server that answers as the real one does, for tests. Override with server.use(...). */
export const server = setupServer(
  http.get("*/api/session", () => HttpResponse.json(session())),
  http.get("*/api/session/methods", () => HttpResponse.json({ password: true, passkey: false, oidc: null })),
  http.post("*/api/session/proof/begin", () => HttpResponse.json({ ticket: "ticket-of-a-proof", options: null, methods: ["password"] })),
  http.get("*/api/session/rights", () => HttpResponse.json({ sentences: ["May watch every camera for any purpose."] })),
  http.get("*/api/account/security", () => HttpResponse.json(security())),
  http.get("*/api/cameras", () => HttpResponse.json(cameras())),
  http.get("*/api/sites", () => HttpResponse.json(sites())),
  http.get("*/api/map", () => HttpResponse.json({ type: "FeatureCollection", features: [] })),
  http.get("*/api/users", () => HttpResponse.json(users())),
  http.get("*/api/video/status", () => HttpResponse.json(videoStatus())),
  http.get("*/api/video/layouts", () => HttpResponse.json([])),
  http.get("*/api/video/exports", () => HttpResponse.json([])),
  http.get("*/api/video/holds", () => HttpResponse.json([])),
);
