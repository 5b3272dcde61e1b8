import { screen } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { describe, expect, it } from "vitest";

import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";
import { videoStatus } from "@/testing/town";

import SystemPage from "./SystemPage";

describe("system", () => {
  it("says that it records, and how much room is left", async () => {
    renderApp(<SystemPage />);
    expect(await screen.findByText("Recording")).toBeInTheDocument();
    expect(screen.getByText("1.2 TB free of 8.0 TB")).toBeInTheDocument();
    expect(screen.getByText("31.0")).toBeInTheDocument();
    expect(screen.getByRole("progressbar", { name: "85 % of /srv/footage/a is used" })).toBeInTheDocument();
  });

  it("says what is wrong with recorder and disk in words", async () => {
    const status = videoStatus();
    server.use(http.get("*/api/video/status", () => HttpResponse.json({
      ...status, recorder: { ...status.recorder, state: "away", detail: "It has not answered for a minute." },
      volumes: [{ ...status.volumes[0], state: "missing", detail: "The disk is not mounted.", total_bytes: 0, free_bytes: 0, oldest: null, days_kept: null }],
    })));
    renderApp(<SystemPage />);
    expect(await screen.findByText("Does not answer")).toBeInTheDocument();
    expect(screen.getByText("It has not answered for a minute.")).toBeInTheDocument();
    expect(screen.getByText("Not there")).toBeInTheDocument();
    expect(screen.getByText("The disk is not mounted.")).toBeInTheDocument();
    expect(screen.getByText("not known")).toBeInTheDocument();
  });
});
