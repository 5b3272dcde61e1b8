import { describe, expect, it } from "vitest";

import type { AuditProof } from "@/api/types";

import { isProven, leafHash, rootBy } from "./prove";

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
async function node(left: string, right: string): Promise<string> {
  const bytes = Uint8Array.from(`01${left}${right}`.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}
/** The tree as RFC 6962 writes it down: split at the largest power of two below the size. */
async function naive(leaves: readonly string[], at: number): Promise<{ root: string; path: string[] }> {
  if (leaves.length === 1) return { root: leaves[0] ?? "", path: [] };
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  const [a, b] = [await naive(left, at), await naive(right, at - split)];
  return { root: await node(a.root, b.root), path: at < split ? [...a.path, b.root] : [...b.path, a.root] };
}

describe("a proof worked out in the browser", () => {
  it("knows the hash of the empty leaf (RFC 6962)", async () => {
    expect(hex(await leafHash(""))).toBe("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  });

  it("agrees with the tree written down plainly, for every leaf of every small tree", async () => {
    for (let size = 1; size <= 9; size += 1) {
      const leaves = await Promise.all(Array.from({ length: size }, (_, at) => leafHash(`line ${String(at)}`)));
      for (const [at, leaf] of leaves.entries()) {
        const { root, path } = await naive(leaves.map(hex), at);
        expect(await rootBy(leaf, at, size, path)).toBe(root);
        expect(await rootBy(leaf, at, size, [...path, root])).toBeNull();
        if (path.length > 0) expect(await rootBy(leaf, at, size, path.slice(1))).not.toBe(root);
      }
    }
  });

  it("fails for a line that was changed", async () => {
    const leaves = await Promise.all(["a", "b", "c"].map(leafHash));
    const { root, path } = await naive(leaves.map(hex), 1);
    const proof = (input: string) => ({ leaf: { index: 1, hash: "", input }, checkpoint: { size: 3, root }, path }) as unknown as AuditProof;
    expect(await isProven(proof("b"))).toBe(true);
    expect(await isProven(proof("B"))).toBe(false);
  });
});
