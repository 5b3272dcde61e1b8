import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";

import { renderApp } from "@/testing/render";

import { setSingleKeys, useShortcutGroups, useShortcuts } from "./shortcuts";

const run = vi.fn();
const play = vi.fn();
function Screen() {
  useShortcuts([{ key: "r", label: "Replay", run }, { key: "mod+k", label: "Find", run }, { key: " ", label: "Play", run: play }], "Wall");
  const groups = useShortcutGroups();
  return <><input aria-label="Notes" /><button type="button">Press</button><p>{groups.flatMap((group) => group.items.map((item) => item.label)).join()}</p></>;
}
afterEach(() => { run.mockReset(); play.mockReset(); act(() => { setSingleKeys(true); }); });

describe("shortcuts", () => {
  it("run, and are listed", async () => {
    renderApp(<Screen />);
    await userEvent.keyboard("r");
    expect(run).toHaveBeenCalledTimes(1);
    expect(screen.getByText("Replay,Find,Play")).toBeInTheDocument();
  });

  it("do nothing while somebody types, except with Ctrl", async () => {
    renderApp(<Screen />);
    await userEvent.type(screen.getByLabelText("Notes"), "r");
    expect(run).not.toHaveBeenCalled();
    await userEvent.keyboard("{Control>}k{/Control}");
    expect(run).toHaveBeenCalledTimes(1);
  });

  it("leave the space bar to a button that has the focus", async () => {
    renderApp(<Screen />);
    screen.getByRole("button").focus();
    await userEvent.keyboard(" ");
    expect(play).not.toHaveBeenCalled();
  });

  it("can be switched off as single letters", async () => {
    renderApp(<Screen />);
    act(() => { setSingleKeys(false); });
    await userEvent.keyboard("r");
    expect(run).not.toHaveBeenCalled();
    await userEvent.keyboard("{Control>}k{/Control}");
    expect(run).toHaveBeenCalledTimes(1);
  });
});
