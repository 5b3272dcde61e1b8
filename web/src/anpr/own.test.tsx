import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, it } from "vitest";

import type { OwnPlate, OwnPlateWish } from "@/api/platesTypes";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";

import OwnVehiclesPage from "./OwnVehiclesPage";

let noted: OwnPlate[] = [];
beforeEach(() => {
  noted = [{ id: "o-1", user_id: "u-2", user: "Sam Okafor", plate: "FX19LLE", noted_by: "Pat Marsh", noted_at: "2026-11-01T09:00:00Z" }];
  server.use(
    http.get("*/api/anpr/own-plates", () => HttpResponse.json(noted)),
    http.post("*/api/anpr/own-plates", async ({ request }) => {
      const wish = (await request.json()) as OwnPlateWish;
      const made: OwnPlate = { id: "o-2", user_id: wish.user_id, user: "Pat Marsh", plate: wish.plate, noted_by: "Pat Marsh", noted_at: "2026-11-22T09:00:00Z" };
      noted = [...noted, made];
      return HttpResponse.json(made, { status: 201 });
    }),
    http.delete("*/api/anpr/own-plates/:id", ({ params }) => { noted = noted.filter((one) => one.id !== params["id"]); return new HttpResponse(null, { status: 204 }); }),
  );
});
const table = () => screen.findByRole("table", { name: "Vehicles of people who use Beadle" });
async function choose(name: string) {
  const whose = screen.getByRole("combobox", { name: /Whose/ });
  await userEvent.click(whose);
  await userEvent.click(await screen.findByRole("option", { name: new RegExp(name) }));
}

describe("own vehicles", () => {
  it("are noted for a person, tidily, and listed", async () => {
    renderApp(<OwnVehiclesPage />);
    await table();
    await choose("Pat Marsh");
    fireEvent.change(screen.getByRole("textbox", { name: /^Plate/ }), { target: { value: "la51 abc" } });
    await userEvent.click(screen.getByRole("button", { name: "Note it" }));
    expect(await within(await table()).findByRole("img", { name: "L A 5 1 A B C" })).toBeInTheDocument();
    expect(noted.at(-1)).toMatchObject({ user_id: "u-1", plate: "LA51ABC" });
    expect(screen.getByRole("textbox", { name: /^Plate/ })).toHaveValue("");
  });

  it("need a person and a whole plate, each once", async () => {
    renderApp(<OwnVehiclesPage />);
    await table();
    const plate = screen.getByRole("textbox", { name: /^Plate/ });
    fireEvent.change(plate, { target: { value: "FX19*" } });
    await userEvent.click(screen.getByRole("button", { name: "Note it" }));
    expect(plate).toHaveAccessibleDescription("Note the whole plate.");
    expect(screen.getByRole("combobox", { name: /Whose/ })).toHaveAccessibleDescription("Choose whose vehicle it is.");
    await choose("Sam Okafor");
    fireEvent.change(plate, { target: { value: "fx19 lle" } });
    expect(plate).toHaveAccessibleDescription("It is noted for this person already.");
    expect(noted).toHaveLength(1);
  });

  it("are forgotten after a question", async () => {
    renderApp(<OwnVehiclesPage />);
    await userEvent.click(within(await table()).getByRole("button", { name: "Forget" }));
    const dialog = await screen.findByRole("dialog", { name: "Forget FX19 LLE of Sam Okafor?" });
    await userEvent.click(within(dialog).getByRole("button", { name: "Forget it" }));
    await waitFor(() => { expect(screen.getByText("No vehicle is noted yet")).toBeInTheDocument(); });
    expect(noted).toEqual([]);
  });
});
