import { describe, expect, it } from "vitest";

import { browserWithPasskeys, creationOptions, requestOptions } from "@/testing/passkey";

import { makePasskey, passkeyFault, signWithPasskey, toBytes, toText } from "./passkeys";

describe("passkeys", () => {
  it("carry bytes as base64url without padding, whatever they are", () => {
    const all = Uint8Array.from({ length: 256 }, (_, index) => index);
    expect(toText(all.buffer)).not.toMatch(/[+/=]/);
    for (const length of [0, 1, 2, 3, 255, 256]) expect([...toBytes(toText(all.slice(0, length).buffer))]).toEqual([...all.slice(0, length)]);
  });

  it("hand the browser what the server asked, and the server what the browser signed", async () => {
    const { get } = browserWithPasskeys();
    const said = await signWithPasskey({ ...requestOptions, allowCredentials: [{ id: "a2V5", type: "public-key", transports: ["usb"] }] });
    const asked = get.mock.calls[0]?.[0].publicKey;
    expect(new TextDecoder().decode(asked?.challenge as BufferSource)).toBe("challenge");
    expect(asked).toMatchObject({ rpId: "localhost", userVerification: "required", timeout: 120_000, allowCredentials: [{ type: "public-key", transports: ["usb"] }] });
    expect(said).toEqual({
      id: "a2V5", rawId: "a2V5", type: "public-key", authenticatorAttachment: "platform", clientExtensionResults: {},
      response: { clientDataJSON: "e30", authenticatorData: "ZGF0YQ", signature: "c2lnbmF0dXJl", userHandle: "dXNlcg" },
    });
  });

  it("are made with the devices left out that hold one already", async () => {
    const { create } = browserWithPasskeys();
    const said = await makePasskey(creationOptions as unknown as PublicKeyCredentialCreationOptionsJSON);
    const asked = create.mock.calls[0]?.[0].publicKey;
    expect(new TextDecoder().decode(asked?.excludeCredentials?.[0]?.id as BufferSource)).toBe("known");
    expect(new TextDecoder().decode(asked?.user.id as BufferSource)).toBe("user");
    expect(said).toMatchObject({ response: { attestationObject: "b2JqZWN0", transports: ["internal"] } });
  });

  it("that fail say why in words, and what to do", async () => {
    const { get } = browserWithPasskeys();
    get.mockRejectedValueOnce(new DOMException("The operation is insecure.", "SecurityError"));
    await expect(signWithPasskey(requestOptions)).rejects.toMatchObject({ title: "No passkeys at this address" });
    expect(passkeyFault(new DOMException("", "InvalidStateError")).title).toBe("This device is known already");
    expect(passkeyFault(new DOMException("", "NotAllowedError")).message).toMatch(/closed, or nobody answered/);
    get.mockResolvedValueOnce(null);
    await expect(signWithPasskey(requestOptions)).rejects.toMatchObject({ title: "No passkey was used" });
  });

  it("that the page itself stopped waiting for are no fault to show", async () => {
    const { get } = browserWithPasskeys();
    get.mockRejectedValueOnce(new DOMException("", "AbortError"));
    await expect(signWithPasskey(requestOptions)).rejects.toBeInstanceOf(DOMException);
  });
});
