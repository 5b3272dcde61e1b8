import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, it } from "vitest";

import type { HeldRead } from "@/api/platesTypes";
import { heldRead, read } from "@/testing/plates";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";

import HeldReadsPage from "./HeldReadsPage";
import { HoldRead } from "./reads/HoldRead";

let held: HeldRead[] = [];
const asked: { method: string; id: string; body: unknown }[] = [];
beforeEach(() => {
  held = [heldRead("r-1", "LA51ABC", { review_on: "2020-01-01" }), heldRead("r-2", "YT68KDR", { reason: "Named in a complaint", case_reference: "C/77" })];
  asked.length = 0;
  server.use(
    http.get("*/api/anpr/holds", ({ request }) => {
      const after = new URL(request.url).searchParams.get("after");
      return HttpResponse.json(after === null ? { held, next: "h-last" } : { held: [heldRead("r-9", "FX19LLE")], next: null });
    }),
    http.delete("*/api/anpr/reads/:id/hold", async ({ params, request }) => {
      asked.push({ method: "DELETE", id: String(params["id"]), body: await request.json() });
      held = held.filter((one) => one.read.id !== params["id"]);
      return HttpResponse.json({});
    }),
  );
});
const rows = () => screen.findByRole("table", { name: "Reads on hold" });

describe("reads on hold", () => {
  it("tell on whose word, why, and when somebody asks whether they still must be", async () => {
    renderApp(<HeldReadsPage />);
    const table = await rows();
    expect(within(table).getByText("Named in a complaint")).toBeInTheDocument();
    expect(within(table).getByText(/^Overdue by [\d,]+ days$/)).toBeInTheDocument();
    expect(within(table).getAllByText("Maya Holmes")).toHaveLength(2);
    await userEvent.click(screen.getByRole("button", { name: "Show those to be reviewed later" }));
    expect(await screen.findByRole("img", { name: /F X 1 9 L L E/ })).toBeInTheDocument();
  });

  it("end with a reason, and leave the list", async () => {
    renderApp(<HeldReadsPage />);
    await userEvent.click(await screen.findByRole("button", { name: "End the hold on LA51 ABC" }));
    const dialog = await screen.findByRole("dialog", { name: "End the hold on LA51 ABC?" });
    const end = within(dialog).getByRole("button", { name: "End the hold" });
    expect(end).toBeDisabled();
    expect(within(dialog).getByRole("textbox", { name: /Reason/ })).toHaveAccessibleDescription("It was held because: Evidence in a fatal collision");
    fireEvent.change(within(dialog).getByRole("textbox", { name: /Reason/ }), { target: { value: " The case is closed " } });
    await userEvent.click(end);
    await waitFor(() => { expect(screen.queryByRole("button", { name: "End the hold on LA51 ABC" })).toBeNull(); });
    expect(asked).toEqual([{ method: "DELETE", id: "r-1", body: { reason: "The case is closed" } }]);
    expect(screen.getByRole("button", { name: "End the hold on YT68 KDR" })).toBeInTheDocument();
  });

  it("say why one was not ended, and stay", async () => {
    server.use(http.delete("*/api/anpr/reads/:id/hold", () => HttpResponse.json({ title: "Not found", detail: "This read is not held.", advice: "Read the list again." }, { status: 404 })));
    renderApp(<HeldReadsPage />);
    await userEvent.click(await screen.findByRole("button", { name: "End the hold on LA51 ABC" }));
    const dialog = await screen.findByRole("dialog");
    fireEvent.change(within(dialog).getByRole("textbox", { name: /Reason/ }), { target: { value: "Closed" } });
    await userEvent.click(within(dialog).getByRole("button", { name: "End the hold" }));
    expect(await within(dialog).findByText(/This read is not held/)).toBeInTheDocument();
  });

  it("are none, in words", async () => {
    server.use(http.get("*/api/anpr/holds", () => HttpResponse.json({ held: [], next: null })));
    renderApp(<HeldReadsPage />);
    expect(await screen.findByText("No read is on hold")).toBeInTheDocument();
  });
});

describe("holding a read", () => {
  const fill = (dialog: HTMLElement) => {
    fireEvent.change(within(dialog).getByRole("textbox", { name: /Reason/ }), { target: { value: "Evidence" } });
    fireEvent.change(within(dialog).getByRole("textbox", { name: /Case reference/ }), { target: { value: "26/1" } });
  };
  it("says why, for which case, and when it is asked about", async () => {
    server.use(http.post("*/api/anpr/reads/:id/hold", async ({ params, request }) => { asked.push({ method: "POST", id: String(params["id"]), body: await request.json() }); return HttpResponse.json({}, { status: 201 }); }));
    renderApp(<HoldRead read={read("r-5", "LA51ABC")} onClose={() => undefined} />);
    const dialog = await screen.findByRole("dialog");
    fill(dialog);
    fireEvent.change(within(dialog).getByLabelText(/Review on/), { target: { value: "2027-01-10" } });
    await userEvent.click(within(dialog).getByRole("button", { name: "Hold this read" }));
    await waitFor(() => { expect(asked).toEqual([{ method: "POST", id: "r-5", body: { reason: "Evidence", case_reference: "26/1", review_on: "2027-01-10" } }]); });
  });

  it("leads to the hold where there is one already", async () => {
    server.use(http.post("*/api/anpr/reads/:id/hold", () => HttpResponse.json({ title: "Held already", detail: "This read is held already.", advice: "Look at its hold." }, { status: 409 })));
    renderApp(<HoldRead read={read("r-5", "LA51ABC")} onClose={() => undefined} />);
    const dialog = await screen.findByRole("dialog");
    fill(dialog);
    await userEvent.click(within(dialog).getByRole("button", { name: "Hold this read" }));
    expect(await within(dialog).findByRole("link", { name: "Look at the reads on hold" })).toHaveAttribute("href", "/plates/holds");
  });
});
