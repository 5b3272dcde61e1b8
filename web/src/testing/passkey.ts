import { vi } from "vitest";

const bytes = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer as ArrayBuffer;

/** What the server asks a passkey: "challenge" in base64url, as everything that is bytes. */
export const CHALLENGE = "Y2hhbGxlbmdl";
export const requestOptions = { challenge: CHALLENGE, rpId: "localhost", timeout: 120_000, userVerification: "required", allowCredentials: [] };
export const creationOptions = {
  challenge: CHALLENGE, rp: { id: "localhost", name: "Beadle Chesterfield" }, user: { id: "dXNlcg", name: "pat", displayName: "Pat Marsh" },
  pubKeyCredParams: [{ type: "public-key", alg: -7 }], excludeCredentials: [{ id: "a25vd24", type: "public-key" }], attestation: "none",
};

const base = { id: "a2V5", rawId: bytes("key"), type: "public-key", authenticatorAttachment: "platform", getClientExtensionResults: () => ({}) };
export const signedCredential = () => ({
  ...base, response: { clientDataJSON: bytes("{}"), authenticatorData: bytes("data"), signature: bytes("signature"), userHandle: bytes("user") },
});
export const madeCredential = () => ({
  ...base, response: { clientDataJSON: bytes("{}"), attestationObject: bytes("object"), getTransports: () => ["internal"] },
});

/** A browser that can do passkeys. Gives what its two calls are asked; jsdom has neither. */
export function browserWithPasskeys({ suggests = false } = {}) {
  const get = vi.fn<(options: CredentialRequestOptions) => Promise<unknown>>(() => Promise.resolve(signedCredential()));
  const create = vi.fn<(options: CredentialCreationOptions) => Promise<unknown>>(() => Promise.resolve(madeCredential()));
  vi.stubGlobal("PublicKeyCredential", Object.assign(() => undefined, { isConditionalMediationAvailable: () => Promise.resolve(suggests) }));
  vi.stubGlobal("isSecureContext", true);
  Object.defineProperty(navigator, "credentials", { configurable: true, value: { get, create } });
  return { get, create };
}
