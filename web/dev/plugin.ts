import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Plugin } from "vite";
import { WebSocketServer } from "ws";

import type { Camera, SessionInfo, Site, User } from "../src/api/types";
import * as town from "./answers.ts";
import { town as map } from "./map.ts";
import { PLATE_ROUTES } from "./plateRoutes.ts";
import { hits, liveReads } from "./plates.ts";

interface Ask { method: string; url: URL; body: string; match: RegExpExecArray }
type Answer = { status?: number; json?: unknown; text?: string; type?: string };
type Route = readonly [method: string, path: RegExp, answer: (ask: Ask) => Answer];

let session: SessionInfo | null = null;
const problem = (status: number, title: string, detail: string, advice = ""): Answer => ({ status, json: { type: "about:blank", title, status, detail, advice }, type: "application/problem+json" });
const parse = <T>(ask: Ask): T => JSON.parse(ask.body || "{}") as T;
const find = (ask: Ask): Camera | undefined => town.cameras.find((camera) => camera.id === ask.match[1]);

function signIn(ask: Ask): Answer {
  const { name, password } = parse<{ name: string; password: string }>(ask);
  const user = town.users.find((one) => one.name === name);
  if (!user || password === "wrong") return problem(401, "That name and password do not match", "", "");
  session = town.sessionFor(user);
  return { json: session };
}

function saveCamera(ask: Ask, known?: Camera): Answer {
  const values = parse<Partial<Camera>>(ask);
  if (!known && town.cameras.some((camera) => camera.number === values.number)) {
    return problem(409, "Number taken", `Camera ${String(values.number)} is already there.`, "Choose another number.");
  }
  const base = known ?? { ...(town.cameras[0] as Camera), id: `cam-new-${Date.now()}`, key: `c${String(values.number)}`, health: { state: "connecting" as const, since: town.ago(0), detail: "" } };
  const camera: Camera = { ...base, ...values, site_name: town.sites.find((site) => site.id === values.site_id)?.name ?? base.site_name };
  const index = town.cameras.findIndex((one) => one.id === camera.id);
  if (index >= 0) town.cameras[index] = camera; else town.cameras.push(camera);
  return { status: known ? 200 : 201, json: camera };
}

function auditPage(ask: Ask): Answer {
  const { searchParams: query } = ask.url;
  const before = Number(query.get("before") ?? Number.POSITIVE_INFINITY);
  const limit = Number(query.get("limit") ?? 100);
  const rows = town.auditRows.filter((row) => row.id < before && (query.get("action") ?? row.action) === row.action && (query.get("actor") ?? row.actor) === row.actor && (query.get("outcome") ?? row.outcome) === row.outcome);
  const page = rows.slice(0, limit);
  return { json: { rows: page, next: rows.length > limit ? page.at(-1)?.id ?? null : null } };
}

function timeline(ask: Ask): Answer {
  const { searchParams: query } = ask.url;
  return { json: town.timeline(query.getAll("camera"), query.get("from") ?? "", query.get("to") ?? "", Number(query.get("buckets") ?? 600)) };
}

const ROUTES: readonly Route[] = [
  ...PLATE_ROUTES,
  ["POST", /^\/session$/, signIn],
  ["GET", /^\/session$/, () => (session ? { json: session } : problem(401, "Not signed in", ""))],
  ["DELETE", /^\/session$/, () => { session = null; return { status: 204 }; }],
  ["POST", /^\/session\/password$/, (ask) => (parse<{ current: string }>(ask).current === "wrong" ? problem(422, "Not valid", "The present password is not right.", "Type it again.") : ((session = null), { status: 204 }))],
  ["GET", /^\/users$/, () => ({ json: town.users })],
  ["POST", /^\/users$/, (ask) => { const user = { id: `u${Date.now()}`, disabled: false, ...parse<Omit<User, "id" | "disabled">>(ask), password: "first" as const, password_until: town.firstPassword().until }; town.users.push(user); return { status: 201, json: { ...user, first_password: town.firstPassword() } }; }],
  ["POST", /^\/users\/([^/]+)\/password$/, () => ({ json: town.firstPassword() })],
  ["PATCH", /^\/users\/([^/]+)$/, (ask) => { const user = town.users.find((one) => one.id === ask.match[1]); if (user) Object.assign(user, parse(ask)); return user ? { json: user } : problem(404, "No such user", ""); }],
  ["GET", /^\/audit$/, auditPage],
  ["GET", /^\/cameras$/, () => ({ json: town.cameras })],
  ["POST", /^\/cameras$/, (ask) => saveCamera(ask)],
  ["GET", /^\/cameras\.csv$/, () => ({ text: "number,name\n" + town.cameras.map((camera) => `${camera.number},${camera.name}`).join("\n"), type: "text/csv" })],
  ["POST", /^\/cameras\/import$/, (ask) => ({ json: town.importCsv(ask.body) })],
  ["POST", /^\/cameras\/([^/]+)\/retire$/, (ask) => { const index = town.cameras.findIndex((one) => one.id === ask.match[1]); if (index >= 0) town.cameras.splice(index, 1); return { status: 204 }; }],
  ["GET", /^\/cameras\/([^/]+)$/, (ask) => ({ json: find(ask) })],
  ["PATCH", /^\/cameras\/([^/]+)$/, (ask) => saveCamera(ask, find(ask))],
  ["GET", /^\/sites$/, () => ({ json: town.sites })],
  ["POST", /^\/sites$/, (ask) => { const site = { id: `site-${Date.now()}`, ...parse<Omit<Site, "id">>(ask) }; town.sites.push(site); return { status: 201, json: site }; }],
  ["GET", /^\/map$/, () => ({ json: map })],
  ["POST", /^\/video\/probe$/, () => ({ json: town.probe() })],
  ["POST", /^\/video\/cameras\/([^/]+)\/probe$/, (ask) => ({ json: town.probe(find(ask)) })],
  ["GET", /^\/video\/cameras\/([^/]+)\/(?:still|thumbnail)\.jpg$/, (ask) => ({ text: town.still(`${find(ask)?.name ?? ""} ${ask.url.searchParams.get("at") ?? ""}`), type: "image/svg+xml" })],
  ["GET", /^\/video\/cameras\/([^/]+)\/fragments$/, () => ({ json: { look: "mock", segments: [], next: null } })],
  ["GET", /^\/video\/timeline$/, timeline],
  ["GET", /^\/video\/status$/, () => ({ json: town.status() })],
  ["GET", /^\/video\/exports$/, () => ({ json: town.exportsList })],
  ["GET", /^\/video\/exports\/([^/]+)$/, (ask) => ({ json: town.exportsList.find((one) => one.id === ask.match[1]) })],
  ["GET", /^\/video\/holds$/, () => ({ json: town.holds })],
  ["GET", /^\/video\/layouts$/, () => ({ json: town.layouts })],
];

function reply(response: ServerResponse, answer: Answer): void {
  response.statusCode = answer.status ?? 200;
  if (answer.json !== undefined) {
    response.setHeader("content-type", answer.type ?? "application/json");
    response.end(JSON.stringify(answer.json));
  } else if (answer.text !== undefined) {
    response.setHeader("content-type", answer.type ?? "text/plain");
    response.end(answer.text);
  } else response.end();
}

function handle(request: IncomingMessage, response: ServerResponse, next: () => void): void {
  const url = new URL(request.url ?? "/", "http://town");
  if (!url.pathname.startsWith("/api/")) { next(); return; }
  const path = url.pathname.slice(4);
  let body = "";
  request.on("data", (piece: Buffer) => { body += piece.toString(); });
  request.on("end", () => {
    if (path !== "/session" && !session) { reply(response, problem(401, "You are signed out", "")); return; }
    for (const [method, pattern, answer] of ROUTES) {
      const match = method === request.method ? pattern.exec(path) : null;
      if (match) { reply(response, answer({ method, url, body, match })); return; }
    }
    reply(response, problem(404, "Not in the pretend town", path));
  });
}

/** Now and then a camera is lost and comes back, so that moving states can be looked at. */
function events(server: Server): void {
  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    if (!request.url?.startsWith("/api/events")) return;
    sockets.handleUpgrade(request, socket, head, (client) => {
      let turn = 0;
      client.send(JSON.stringify({ id: "", kind: "ready", at: town.ago(0), body: {} }));
      const timer = setInterval(() => {
        const camera = town.cameras[70];
        if (!camera) return;
        turn += 1;
        const state = turn % 2 ? "lost" : "online";
        camera.health = { state, since: town.ago(0), detail: state === "lost" ? "The connection was closed by the camera." : "" };
        client.send(JSON.stringify({ id: String(turn), kind: "camera.health", at: town.ago(0), body: { camera_id: camera.id, ...camera.health } }));
      }, Number(process.env["BEADLE_MOCK_EVENTS_MS"] ?? 60_000));
      const news = process.env["BEADLE_MOCK_HITS"] === undefined ? [] : hits.slice(0, 2);
      const later = setTimeout(() => {
        for (const one of news) client.send(JSON.stringify({ id: `9${String(turn)}`, kind: "plates.hit", at: town.ago(0), body: { hit_id: one.id, camera_id: one.read.camera_id, hit: { ...one, look: null } } }));
      }, 1500);
      client.on("close", () => { clearInterval(timer); clearTimeout(later); });
    });
  });
}

/** As the real server sends it, so that a breach shows while a screen is being made and not after. */
const POLICY = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
function withPolicy(_request: IncomingMessage, response: ServerResponse, next: () => void): void {
  response.setHeader("content-security-policy", POLICY);
  next();
}

/** Answers /api from memory, in `vite dev` and `vite preview` alike, with BEADLE_MOCK=1. Never part of a build. */
export function mockTown(): Plugin {
  return {
    name: "beadle-mock-town",
    configureServer(server) {
      server.middlewares.use(handle);
      if (server.httpServer) { events(server.httpServer as Server); liveReads(server.httpServer as Server); }
    },
    configurePreviewServer(server) {
      server.middlewares.use(withPolicy);
      server.middlewares.use(handle);
      events(server.httpServer as Server);
      liveReads(server.httpServer as Server);
    },
  };
}
