import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { renderApp } from "@/testing/render";

import { DataTable, sortRows, type Column } from "./DataTable";

interface Row { id: string; name: string; days: number | null }
const ROWS: Row[] = [{ id: "a", name: "Camera 10", days: null }, { id: "b", name: "Camera 9", days: 31 }, { id: "c", name: "camera 2", days: 7 }];
const COLUMNS: Column<Row>[] = [
  { key: "name", header: "Name", sortBy: (row) => row.name, cell: (row) => row.name },
  { key: "days", header: "Days", sortBy: (row) => row.days, cell: (row) => row.days ?? "-" },
];
const names = () => screen.getAllByRole("row").slice(1).map((row) => within(row).getAllByRole("cell")[0]?.textContent);

describe("DataTable", () => {
  it("sorts numbers inside names as people do, and empty values last either way", () => {
    expect(sortRows(ROWS, COLUMNS, { key: "name", down: false }).map((row) => row.id)).toEqual(["c", "b", "a"]);
    expect(sortRows(ROWS, COLUMNS, { key: "days", down: false }).map((row) => row.id)).toEqual(["c", "b", "a"]);
    expect(sortRows(ROWS, COLUMNS, { key: "days", down: true }).map((row) => row.id)).toEqual(["b", "c", "a"]);
  });

  it("sorts by the head that is pressed, and says so", async () => {
    renderApp(<DataTable caption="Cameras" columns={COLUMNS} rows={ROWS} rowKey={(row) => row.id} />);
    expect(names()).toEqual(["Camera 10", "Camera 9", "camera 2"]);
    await userEvent.click(screen.getByRole("button", { name: "Name" }));
    expect(names()).toEqual(["camera 2", "Camera 9", "Camera 10"]);
    expect(screen.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "ascending");
    await userEvent.click(screen.getByRole("button", { name: "Name" }));
    expect(names()).toEqual(["Camera 10", "Camera 9", "camera 2"]);
  });

  it("opens a row by a click, but not by a click on a control in it", async () => {
    const open = vi.fn();
    const columns: Column<Row>[] = [...COLUMNS, { key: "do", header: "Do", cell: (row) => <button type="button">Mark {row.id}</button> }];
    renderApp(<DataTable caption="Cameras" columns={columns} rows={ROWS} rowKey={(row) => row.id} onOpen={open} />);
    await userEvent.click(screen.getByRole("button", { name: "Mark b" }));
    expect(open).not.toHaveBeenCalled();
    await userEvent.click(screen.getByText("Camera 9"));
    expect(open).toHaveBeenCalledWith(ROWS[1]);
  });

  it("draws only what is on screen of a hundred thousand rows", () => {
    const many = Array.from({ length: 100_000 }, (_, index) => ({ id: String(index), name: `Camera ${index}`, days: 31 }));
    renderApp(<DataTable caption="Cameras" columns={COLUMNS} rows={many} rowKey={(row) => row.id} />);
    expect(screen.getAllByRole("row").length).toBeLessThan(100);
  });
});
