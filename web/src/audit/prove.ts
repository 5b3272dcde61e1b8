/** Checking a line's proof here in the browser, so that the server's own word is not what one relies on (RFC 6962). */
import type { AuditProof } from "@/api/types";

const bytesOf = (hex: string): Uint8Array<ArrayBuffer> => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const hexOf = (bytes: ArrayBuffer): string => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function joined(...parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
const sha256 = async (...parts: readonly Uint8Array<ArrayBuffer>[]): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await crypto.subtle.digest("SHA-256", joined(...parts)));

export const leafHash = (input: string): Promise<Uint8Array<ArrayBuffer>> => sha256(Uint8Array.of(0), new TextEncoder().encode(input) as Uint8Array<ArrayBuffer>);
const nodeHash = (left: Uint8Array<ArrayBuffer>, right: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> => sha256(Uint8Array.of(1), left, right);

/** The root that a leaf at `index` of a tree of `size` leaves leads to by its path (RFC 9162, 2.1.3.2), in hex; null where the path does not fit. */
export async function rootBy(leaf: Uint8Array<ArrayBuffer>, index: number, size: number, path: readonly string[]): Promise<string | null> {
  if (index < 0 || index >= size) return null;
  let [node, last, hash] = [index, size - 1, leaf];
  for (const step of path) {
    if (last === 0) return null;
    const beside = bytesOf(step);
    if (node % 2 === 1 || node === last) {
      hash = await nodeHash(beside, hash);
      while (node % 2 === 0 && node !== 0) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
    } else {
      hash = await nodeHash(hash, beside);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 ? hexOf(hash.buffer) : null;
}

/** Is the line, as it was given, in the log whose root is signed in the checkpoint? */
export async function isProven({ leaf, checkpoint, path }: AuditProof): Promise<boolean> {
  return (await rootBy(await leafHash(leaf.input), leaf.index, checkpoint.size, path)) === checkpoint.root;
}
