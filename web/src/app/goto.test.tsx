import { act, fireEvent, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useLocation } from "react-router";

import { useShortcuts } from "@/ui/shortcuts";
import type { Permission } from "@/api/types";
import { renderApp } from "@/testing/render";

import { GoTo } from "./GoTo";

const own = vi.fn();
function Screen() {
  useShortcuts([{ key: "p", label: "Pause", run: own }], "A screen");
  return <><p>at {useLocation().pathname}</p><input aria-label="Remark" /></>;
}
const show = (permissions: Permission[] = ["live.watch", "plates.watch", "estate.read"]) => renderApp(<><Screen /><GoTo permissions={permissions} /></>, { route: "/cameras" });
const press = (key: string, target: Element = document.body) => { fireEvent.keyDown(target, { key }); };

beforeEach(() => { own.mockClear(); vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

describe("g, then a letter", () => {
  it("leads to a place, before the screen's own use of that letter", () => {
    show();
    press("g");
    press("p");
    expect(screen.getByText("at /plates")).toBeInTheDocument();
    expect(own).not.toHaveBeenCalled();
  });

  it("is over after the letter: the next one is the screen's again", () => {
    show();
    press("g");
    press("w");
    expect(screen.getByText("at /wall")).toBeInTheDocument();
    press("p");
    expect(own).toHaveBeenCalledOnce();
    expect(screen.getByText("at /wall")).toBeInTheDocument();
  });

  it("is over after a moment", () => {
    show();
    press("g");
    act(() => { vi.advanceTimersByTime(1600); });
    press("p");
    expect(own).toHaveBeenCalledOnce();
    expect(screen.getByText("at /cameras")).toBeInTheDocument();
  });

  it("leads nowhere that one may not go", () => {
    show(["estate.read"]);
    press("g");
    press("w");
    expect(screen.getByText("at /cameras")).toBeInTheDocument();
  });

  it("is a letter like any other where one types", () => {
    show();
    const field = screen.getByRole("textbox", { name: "Remark" });
    press("g", field);
    press("w", field);
    expect(screen.getByText("at /cameras")).toBeInTheDocument();
  });
});
