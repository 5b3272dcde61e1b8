import type { Camera } from "@/api/types";

/** How a camera proves on an encrypted connection that it is itself. */
export type Trust = "authority" | "pinned" | "unchecked";

export const trustOf = (camera: Pick<Camera, "tls_verify" | "tls_fingerprint">): Trust => {
  if (camera.tls_fingerprint) return "pinned";
  return camera.tls_verify ? "authority" : "unchecked";
};

/** Hex digits alone, as the server keeps them; what openssl and cameras' pages put before and between goes. */
export const plainFingerprint = (text: string): string =>
  text.replace(/^\s*sha-?256\s*(fingerprint)?\s*[=:]/i, "").replace(/[\s:]/g, "").toLowerCase();

export function fingerprintFault(text: string): string | undefined {
  const digits = plainFingerprint(text);
  if (/^[0-9a-f]{64}$/.test(digits)) return undefined;
  if (digits === "") return "Paste the fingerprint, or test the address and choose the certificate that is found.";
  return digits.length === 40 ? "This is a SHA-1 fingerprint (40 digits), which is not safe. Look for SHA-256: 64 digits." : "A SHA-256 fingerprint has 64 hex digits, such as AB:12:...";
}

/** "AB:CD:...", as people compare it with a camera's own page. */
export const shownFingerprint = (digits: string): string => (digits.toUpperCase().match(/../g) ?? []).join(":");

export const isEncrypted = (...addresses: string[]): boolean => addresses.some((url) => /^rtsps:/i.test(url.trim()));

/** What is sent of it. */
export const trustFields = (trust: Trust, fingerprint: string): { tls_verify: boolean; tls_fingerprint: string } => ({
  tls_verify: trust !== "unchecked",
  tls_fingerprint: trust === "pinned" ? plainFingerprint(fingerprint) : "",
});
