import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { renderApp } from "@/testing/render";

import { DateTimeField } from "./DateTimeField";

const told = vi.fn();
function Screen({ start = null }: { start?: string | null }) {
  const [value, setValue] = useState<string | null>(start);
  return <DateTimeField label="From" required value={value} onChange={(next) => { told(next); setValue(next); }} />;
}
const box = () => screen.getByRole("textbox", { name: /from/i });

beforeEach(() => { vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2026, 10, 22, 15) }); });
afterEach(() => { vi.useRealTimers(); told.mockReset(); });

describe("DateTimeField", () => {
  it("takes what is typed when the box is left, and shows it in full", async () => {
    renderApp(<Screen />);
    await userEvent.type(box(), "yesterday 14:30");
    expect(told).not.toHaveBeenCalled();
    await userEvent.tab();
    expect(told).toHaveBeenLastCalledWith("2026-11-21T14:30:00Z");
    expect(box()).toHaveValue("21 Nov 2026 14:30:00");
  });

  it("says what it needs when it does not understand", async () => {
    renderApp(<Screen />);
    await userEvent.type(box(), "half past{Enter}");
    expect(told).toHaveBeenLastCalledWith(null);
    expect(box()).toBeInvalid();
    expect(screen.getByText(/type a time such as/i)).toBeInTheDocument();
  });

  it("asks which of two when the clocks went back", async () => {
    renderApp(<Screen />);
    await userEvent.type(box(), "25/10 01:30{Enter}");
    expect(told).toHaveBeenLastCalledWith("2026-10-25T00:30:00Z");
    await userEvent.click(screen.getByRole("radio", { name: "Second (GMT)" }));
    expect(told).toHaveBeenLastCalledWith("2026-10-25T01:30:00Z");
    expect(box()).toHaveValue("25 Oct 2026 01:30:00 GMT");
  });

  it("reads back its own full form unchanged", async () => {
    renderApp(<Screen start="2026-10-25T01:30:00Z" />);
    await userEvent.type(box(), " ");
    await userEvent.tab();
    expect(told).toHaveBeenLastCalledWith("2026-10-25T01:30:00Z");
  });

  it("offers a calendar as the second way", async () => {
    renderApp(<Screen start="2026-11-20T10:00:00Z" />);
    await userEvent.click(screen.getByRole("button", { name: /calendar for: from/i }));
    const time = await screen.findByLabelText("Time");
    await userEvent.clear(time);
    await userEvent.type(time, "08:15");
    await userEvent.click(screen.getByRole("button", { name: "Use this moment" }));
    expect(told).toHaveBeenLastCalledWith("2026-11-20T08:15:00Z");
  });
});
