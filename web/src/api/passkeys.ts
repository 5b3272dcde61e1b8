/**
 * Passkeys, between the server's JSON (WebAuthn level 3, section 5.1) and the browser's buffers. Written out here
 * because browsers that are a few years old can do passkeys but not the JSON forms.
 */
import { ApiError } from "./errors";
import type { CredentialJson } from "./signinTypes";

export function toBytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

export function toText(bytes: ArrayBuffer): string {
  const plain = Array.from(new Uint8Array(bytes), (one) => String.fromCharCode(one)).join("");
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const known = (list: readonly PublicKeyCredentialDescriptorJSON[] | undefined): PublicKeyCredentialDescriptor[] =>
  (list ?? []).map(({ id, transports }) => ({
    id: toBytes(id), type: "public-key", ...(transports ? { transports: transports as AuthenticatorTransport[] } : {}),
  }));

export function requestOf(options: PublicKeyCredentialRequestOptionsJSON): PublicKeyCredentialRequestOptions {
  const { challenge, allowCredentials, rpId, timeout, userVerification } = options;
  return {
    challenge: toBytes(challenge), allowCredentials: known(allowCredentials),
    ...(rpId === undefined ? {} : { rpId }), ...(timeout === undefined ? {} : { timeout }),
    ...(userVerification === undefined ? {} : { userVerification: userVerification as UserVerificationRequirement }),
  };
}

export function creationOf(options: PublicKeyCredentialCreationOptionsJSON): PublicKeyCredentialCreationOptions {
  const { challenge, rp, user, pubKeyCredParams, timeout, excludeCredentials, authenticatorSelection, attestation } = options;
  return {
    challenge: toBytes(challenge), rp, user: { ...user, id: toBytes(user.id) },
    pubKeyCredParams: pubKeyCredParams.map(({ alg }) => ({ alg, type: "public-key" })), excludeCredentials: known(excludeCredentials),
    ...(timeout === undefined ? {} : { timeout }),
    ...(authenticatorSelection === undefined ? {} : { authenticatorSelection }),
    ...(attestation === undefined ? {} : { attestation: attestation as AttestationConveyancePreference }),
  };
}

/** A credential as the server reads it. */
export function credentialJson(credential: PublicKeyCredential): CredentialJson {
  const { response } = credential;
  const said = { clientDataJSON: toText(response.clientDataJSON) };
  const rest = "attestationObject" in response
    ? { attestationObject: toText((response as AuthenticatorAttestationResponse).attestationObject), transports: (response as AuthenticatorAttestationResponse).getTransports() }
    : signed(response as AuthenticatorAssertionResponse);
  return {
    id: credential.id, rawId: toText(credential.rawId), type: credential.type, authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(), response: { ...said, ...rest },
  };
}

const signed = ({ authenticatorData, signature, userHandle }: AuthenticatorAssertionResponse) => ({
  authenticatorData: toText(authenticatorData), signature: toText(signature), userHandle: userHandle ? toText(userHandle) : null,
});

export const canUsePasskeys = (): boolean => typeof window.PublicKeyCredential === "function" && window.isSecureContext;

/** Can the browser offer passkeys among its suggestions for the name field? */
export async function canSuggestPasskeys(): Promise<boolean> {
  return canUsePasskeys() && (await window.PublicKeyCredential.isConditionalMediationAvailable?.().catch(() => false)) === true;
}

const refusal = (title: string, detail: string, advice: string): ApiError => new ApiError(400, title, detail, advice, { type: "passkey" });

/** The browser's own refusals, which are short and in its own words, in ours. */
export function passkeyFault(error: unknown): ApiError {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "InvalidStateError") return refusal("This device is known already", "It holds a passkey for your account.", "Use that one, or choose another device or security key.");
  if (name === "SecurityError") return refusal("No passkeys at this address", "A browser keeps passkeys for a name, such as cctv.example.gov.uk, not for a bare number or an insecure page.", "Open Beadle under its name, or tell the CCTV manager.");
  if (name === "NotSupportedError" || name === "ConstraintError") return refusal("This device cannot do it", "It has no passkey of a kind that Beadle takes.", "Use another device, a security key, or a code from an authenticator app.");
  return refusal("No passkey was used", "The question was closed, or nobody answered it in time.", "Try again when the device or security key is at hand.");
}

/** The page itself stopped waiting: nothing to tell anybody. */
export const isStopped = (error: unknown): boolean => error instanceof DOMException && error.name === "AbortError";

interface Waiting { signal?: AbortSignal; suggest?: boolean }

/** Sign the server's challenge. Rejects with an ApiError in plain words, or with an AbortError once `signal` fires. */
export async function signWithPasskey(options: PublicKeyCredentialRequestOptionsJSON, { signal, suggest = false }: Waiting = {}): Promise<CredentialJson> {
  try {
    const found = await navigator.credentials.get({
      publicKey: requestOf(options), ...(suggest ? { mediation: "conditional" as const } : {}), ...(signal ? { signal } : {}),
    });
    if (found === null) throw new DOMException("", "NotAllowedError");
    return credentialJson(found as PublicKeyCredential);
  } catch (error) {
    throw isStopped(error) ? error : passkeyFault(error);
  }
}

/** Make a passkey on this person's device. Rejects with an ApiError in plain words. */
export async function makePasskey(options: PublicKeyCredentialCreationOptionsJSON): Promise<CredentialJson> {
  try {
    const made = await navigator.credentials.create({ publicKey: creationOf(options) });
    if (made === null) throw new DOMException("", "NotAllowedError");
    return credentialJson(made as PublicKeyCredential);
  } catch (error) {
    throw passkeyFault(error);
  }
}
