import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { describe, expect, it } from "vitest";

import { read } from "@/testing/plates";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";

import CheckReadsPage from "./CheckReadsPage";

describe("checking a read", () => {
  it("shows what was read only after the person has said what they see, and saves that", async () => {
    const asked: unknown[] = [];
    server.use(
      http.get("*/api/anpr/samples/today", () => HttpResponse.json({ read: asked.length === 0 ? read("r-1", "LA51ABC") : null, left: 1 - asked.length, day: "2026-11-22", look: "look" })),
      http.post("*/api/anpr/samples/r-1", async ({ request }) => { asked.push(await request.json()); return HttpResponse.json({ verdict: "wrong", left: 0 }); }),
    );
    renderApp(<CheckReadsPage />);
    const box = await screen.findByRole("textbox", { name: "What do you read?" });
    expect(screen.queryByRole("img", { name: "L A 5 1 A B C" })).toBeNull();
    await userEvent.type(box, "la51 abd");
    await userEvent.click(screen.getByRole("button", { name: "Compare" }));
    expect(screen.getByRole("img", { name: "L A 5 1 A B C" })).toBeInTheDocument();
    expect(screen.getByText("The read is wrong")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Save, and the next one" }));
    expect(await screen.findByText("No read is left to check today")).toBeInTheDocument();
    expect(asked).toEqual([{ plate: "LA51ABD", right: false }]);
  });
});
