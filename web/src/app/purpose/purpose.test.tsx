import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { describe, expect, it } from "vitest";

import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";
import { purposes, session } from "@/testing/town";

import { BreakGlassDialog, GlassBanner } from "./BreakGlass";
import { statedWords } from "./PurposeButton";
import { PurposeForm, wishOf } from "./PurposeForm";

const [usual, crime, surveillance] = purposes();
const NOBODY = { name: "", password: "", code: "" };

describe("stating a purpose", () => {
  it("asks for what the purpose needs before it is sent", () => {
    expect(wishOf(undefined, "", NOBODY)).toBeNull();
    expect(wishOf(usual, " ", NOBODY)).toEqual({ purpose_id: "p-1", case_reference: "" });
    expect(wishOf(crime, " ", NOBODY)).toBeNull();
    expect(wishOf(crime, " 26/1 ", NOBODY)).toEqual({ purpose_id: "p-2", case_reference: "26/1" });
    expect(wishOf(surveillance, "26/1", { ...NOBODY, name: "jo" })).toBeNull();
    expect(wishOf(surveillance, "26/1", { name: " jo ", password: " p ", code: "" })).toEqual({ purpose_id: "p-3", case_reference: "26/1", second: { name: "jo", password: " p " } });
  });

  it("sends it and shows what was refused in words", async () => {
    const asked: unknown[] = [];
    server.use(http.put("*/api/session/purpose", async ({ request }) => {
      asked.push(await request.json());
      return asked.length === 1
        ? HttpResponse.json({ title: "Not allowed", detail: "You may not look for this.", advice: "Ask." }, { status: 403 })
        : HttpResponse.json(session());
    }));
    const info = session();
    renderApp(<PurposeForm session={info} />, { session: info });
    await userEvent.click(screen.getByRole("radio", { name: "Investigation of a reported crime" }));
    expect(screen.getByRole("button", { name: "Look for this" })).toBeDisabled();
    await userEvent.type(screen.getByRole("textbox", { name: /Case reference/ }), "26/77");
    await userEvent.click(screen.getByRole("button", { name: "Look for this" }));
    expect(await screen.findByText(/You may not look for this/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Look for this" }));
    expect(await screen.findByText("Purpose stated")).toBeInTheDocument();
    expect(asked).toEqual([{ purpose_id: "p-2", case_reference: "26/77" }, { purpose_id: "p-2", case_reference: "26/77" }]);
  });

  it("is said in one line", () => {
    expect(statedWords({ purpose: null })).toBe("No purpose stated");
    expect(statedWords({ purpose: { id: "p", name: "Investigation", case_reference: "26/1", second_person: "Jo", until: "2026-11-22T14:30:00Z" } })).toBe("Investigation, 26/1, until 14:30");
  });
});

describe("breaking the glass", () => {
  it("needs a reason, and says on every screen that it is broken until it is ended", async () => {
    const glass = { id: "b-1", reason: "Child missing", until: "2026-11-22T14:30:00Z" };
    server.use(
      http.post("*/api/session/break-glass", () => HttpResponse.json(session(undefined, { break_glass: glass }), { status: 201 })),
      http.delete("*/api/session/break-glass", () => HttpResponse.json(session())),
    );
    renderApp(<><GlassBanner /><BreakGlassDialog opened onClose={() => undefined} /></>);
    const open = screen.getByRole("button", { name: "Open every camera" });
    expect(open).toBeDisabled();
    await userEvent.type(screen.getByRole("textbox", { name: /Reason/ }), "Child missing near the park");
    await userEvent.click(open);
    expect(await screen.findByText(/The glass is broken until 14:30/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "End it now", hidden: true }));
    await waitFor(() => { expect(screen.queryByText(/The glass is broken/)).toBeNull(); });
  });
});
