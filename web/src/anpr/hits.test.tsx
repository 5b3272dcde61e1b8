import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Route, Routes } from "react-router";

import { events } from "@/api/events";
import type { Hit } from "@/api/platesTypes";
import type { ServerEvent } from "@/api/types";
import { hit, possibleHit } from "@/testing/plates";
import { renderApp, testCache } from "@/testing/render";
import { server } from "@/testing/server";
import { session } from "@/testing/town";

import HitAlerts, { inOrder } from "./hits/HitAlerts";
import { compared, differenceWords } from "./hits/words";
import HitsPage from "./HitsPage";

let hits: Hit[] = [];
const asked: { path: string; body: unknown }[] = [];
beforeEach(() => {
  hits = [hit("h-1", "YT68KDR"), possibleHit("h-2"), hit("h-3", "FX19LLE", { two_person: true })];
  asked.length = 0;
  server.use(
    http.get("*/api/anpr/hits", ({ request }) => { const state = new URL(request.url).searchParams.get("state"); return HttpResponse.json(hits.filter((one) => state === null || one.state === state)); }),
    http.get("*/api/anpr/hits/:id", ({ params }) => HttpResponse.json(hits.find((one) => one.id === params["id"]))),
    http.post("*/api/anpr/hits/:id/:verb", async ({ params, request }) => {
      asked.push({ path: `${String(params["id"])}/${String(params["verb"])}`, body: await request.json() });
      const found = hits.find((one) => one.id === params["id"]) as Hit;
      Object.assign(found, { state: params["verb"] === "confirm" ? (found.two_person && asked.length === 1 ? "awaiting_second" : "confirmed") : "refused", decided_by: "Pat Marsh", decided_at: "2026-11-22T14:40:00Z", remark: "Seen." });
      return HttpResponse.json(found);
    }),
  );
});
const show = (route: string, permissions = session().permissions) =>
  renderApp(<Routes><Route path="/plates/hits" element={<HitsPage />} /><Route path="/plates/hits/:id" element={<HitsPage />} /></Routes>, { route, session: session(permissions) });
const open = () => screen.findByRole("complementary", { name: "The hit that is open" });

describe("comparing a hit", () => {
  it("sets letter beside letter and says which differ", () => {
    const pairs = compared("LAO1KXR", "LA01KXR") ?? [];
    expect(pairs.filter((one) => !one.same)).toEqual([{ read: "O", listed: "0", same: false }]);
    expect(differenceWords(pairs)).toBe("Not the same: character 3: read O, listed 0.");
    expect(differenceWords(compared("AB", "AB") ?? [])).toBe("Every character is the same.");
    expect(differenceWords(compared("AB", "ABC") ?? [])).toBe("Not the same: character 3: read nothing, listed C.");
    expect(compared("LA51ABC", "LA5*")).toBeNull();
  });

  it("puts sure ones first, then the newest", () => {
    const old = hit("old", "AB12CDE", { raised_at: "2026-11-22T10:00:00Z" });
    expect(inOrder([possibleHit("p"), old, hit("new", "AB12CDE")]).map((one) => one.id)).toEqual(["new", "old", "p"]);
  });
});

describe("deciding on a hit", () => {
  it("says that a possible one needs one's own eyes", async () => {
    show("/plates/hits/h-2");
    const view = await open();
    expect(await within(view).findByText(/compare the plate with your own eyes/)).toBeInTheDocument();
    expect(within(view).getByText("Not the same: character 3: read O, listed 0.")).toBeInTheDocument();
  });

  it("confirms with a remark, never without", async () => {
    show("/plates/hits/h-1");
    const view = await open();
    await userEvent.click(await within(view).findByRole("radio", { name: /It is this plate/ }));
    const button = within(view).getByRole("button", { name: "Confirm the hit" });
    expect(button).toBeDisabled();
    await userEvent.type(within(view).getByRole("textbox", { name: /Remark/ }), "Seen, police told");
    await userEvent.click(button);
    expect(await screen.findByText("Hit confirmed")).toBeInTheDocument();
    expect(asked).toEqual([{ path: "h-1/confirm", body: { remark: "Seen, police told" } }]);
    expect(await within(view).findByText(/Pat Marsh/)).toBeInTheDocument();
  });

  it("takes a second person where the list asks for one, or lets it wait for them", async () => {
    show("/plates/hits/h-3");
    const view = await open();
    await userEvent.click(await within(view).findByRole("radio", { name: /It is this plate/ }));
    await userEvent.type(within(view).getByRole("textbox", { name: /Remark/ }), "It is the plate");
    await userEvent.click(within(view).getByRole("button", { name: "Confirm the hit" }));
    expect(await screen.findByText("Confirmed once")).toBeInTheDocument();
    await userEvent.type(await within(view).findByRole("textbox", { name: /Their sign-in name/ }), "jo");
    await userEvent.type(within(view).getByLabelText(/Their password/), "long enough words");
    await userEvent.click(within(view).getByRole("button", { name: "Confirm the hit" }));
    await waitFor(() => { expect(asked).toHaveLength(2); });
    expect(asked[1]?.body).toEqual({ remark: "It is the plate", second: { name: "jo", password: "long enough words" } });
  });

  it("is not offered to whoever may only watch", async () => {
    show("/plates/hits/h-1", ["plates.watch"]);
    expect(await within(await open()).findByText(/A person with the right to decide/)).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Confirm the hit" })).toBeNull();
  });
});

describe("a hit, wherever one is", () => {
  /** The link as the server speaks through it. */
  function link() {
    const sockets: { onmessage?: (message: { data: string }) => void }[] = [];
    vi.stubGlobal("WebSocket", class {
      onmessage?: (message: { data: string }) => void;
      constructor() { sockets.push(this); }
      close() { return undefined; }
    });
    const stop = events.start(testCache());
    return { stop, tell: (event: ServerEvent) => { act(() => { sockets[0]?.onmessage?.({ data: JSON.stringify(event) }); }); } };
  }
  const news = (one: Hit): ServerEvent => ({ id: "1", kind: "plates.hit", at: one.raised_at, body: { hit_id: one.id, camera_id: "c-17", hit: { ...one, look: null } } });

  it("is shown at once with its pictures, a possible one in other words, and goes when decided", async () => {
    const { stop, tell } = link();
    renderApp(<HitAlerts hidden={false} />, { route: "/wall" });
    tell(news(possibleHit("h-2")));
    tell(news(hit("h-1", "YT68KDR")));
    const cards = await screen.findAllByRole("article");
    expect(cards.map((card) => card.getAttribute("aria-label"))).toEqual(["Hit Y T 6 8 K D R", "Possible hit L A O 1 K X R"]);
    const [sure, possible] = cards as [HTMLElement, HTMLElement];
    expect(await within(sure).findByRole("img", { name: "The vehicle" })).toHaveAttribute("src", "/api/anpr/reads/r-h-1/overview.jpg?look=look-1");
    expect(within(sure).getByText(/Taken from Saltergate/)).toBeInTheDocument();
    expect(within(possible).getByText(/compare the plate with your own eyes/)).toBeInTheDocument();
    tell({ id: "2", kind: "plates.hit_changed", at: "", body: { hit_id: "h-1", camera_id: "c-17", state: "confirmed" } });
    expect(screen.queryByRole("article", { name: /^Hit/ })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Put away: L A O 1 K X R" }));
    expect(screen.queryByRole("article")).toBeNull();
    stop();
  });

  it("shows nothing on a locked screen", () => {
    const { stop, tell } = link();
    renderApp(<HitAlerts hidden />, { route: "/wall" });
    tell(news(hit("h-1", "YT68KDR")));
    expect(screen.queryByRole("article")).toBeNull();
    stop();
  });
});
