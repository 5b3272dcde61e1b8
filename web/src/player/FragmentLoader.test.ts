import { http, HttpResponse } from "msw";
import { describe, expect, it } from "vitest";

import { server } from "@/testing/server";

import { FootageRefused, FragmentLoader, runFrom } from "./FragmentLoader";
import { answer, segment, START } from "./testing/footage";

const signal = new AbortController().signal;

function served(status = 206): string[] {
  const ranges: string[] = [];
  server.use(
    http.get("*/api/video/cameras/c-1/fragments", ({ request }) => {
      ranges.push(new URL(request.url).searchParams.get("from") ?? "");
      return HttpResponse.json(answer([segment(START)]));
    }),
    http.get("*/api/video/media/c-1/:id", ({ request }) => {
      const range = request.headers.get("range") ?? "";
      ranges.push(range);
      const [from = 0, to = 0] = range.replace("bytes=", "").split("-").map(Number);
      if (status === 200) return HttpResponse.arrayBuffer(new Uint8Array(40_000).buffer, { status });
      return HttpResponse.arrayBuffer(new Uint8Array(to - from + 1).buffer, { status });
    }),
  );
  return ranges;
}

async function loaded(): Promise<FragmentLoader> {
  const loader = new FragmentLoader("c-1");
  await loader.window(START, START + 60, signal);
  return loader;
}

describe("FragmentLoader", () => {
  it("asks for whole runs by byte range, once", async () => {
    const asked = served();
    const loader = await loaded();
    const first = loader.index.at(START);
    if (first === null) throw new Error("nothing found");
    const run = runFrom(loader.index, first, 2500, START + 60);
    expect(run).toHaveLength(2);
    expect((await loader.run(run, signal)).length).toBe(2000);
    await loader.run(run, signal);
    expect((await loader.init(first.segment, signal)).length).toBe(500);
    await loader.init(first.segment, signal);
    expect(asked.slice(1)).toEqual(["bytes=500-2499", "bytes=0-499"]);
  });

  it("cuts the range out where a server sends the whole file", async () => {
    served(200);
    const loader = await loaded();
    const first = loader.index.at(START);
    if (first === null) throw new Error("nothing found");
    expect((await loader.run([first], signal)).length).toBe(1000);
    expect((await loader.run([], signal)).length).toBe(0);
  });

  it.each([403, 404])("says that footage is refused (%i)", async (status) => {
    served(status);
    const loader = await loaded();
    const first = loader.index.at(START);
    if (first === null) throw new Error("nothing found");
    await expect(loader.run([first], signal)).rejects.toBeInstanceOf(FootageRefused);
  });

  it("says what another failure was", async () => {
    served(500);
    const loader = await loaded();
    const first = loader.index.at(START);
    if (first === null) throw new Error("nothing found");
    await expect(loader.run([first], signal)).rejects.toThrow("500");
  });
});

describe("runs", () => {
  it("end at a gap, at the end of the file and at the wanted time", async () => {
    served();
    server.use(http.get("*/api/video/cameras/c-1/fragments", () =>
      HttpResponse.json(answer([segment(START, { gaps: [3] }), segment(START + 60)]))));
    const loader = await loaded();
    const first = loader.index.at(START);
    const late = loader.index.at(START + 56);
    if (first === null || late === null) throw new Error("nothing found");
    expect(runFrom(loader.index, first, 1e9, START + 60)).toHaveLength(3);
    expect(runFrom(loader.index, late, 1e9, START + 120)).toHaveLength(2);
    expect(runFrom(loader.index, first, 1e9, START + 2)).toHaveLength(2);
    expect(runFrom(loader.index, first, 1, START + 60)).toHaveLength(1);
  });
});
