import { afterEach, describe, expect, it } from "vitest";

import { announceNonce, pageNonce } from "./nonce";

afterEach(() => {
  document.head.replaceChildren();
  Reflect.deleteProperty(globalThis, "__webpack_nonce__");
});

describe("the page's nonce", () => {
  it("is that of its script, and is told to those who ask by the agreed name", () => {
    const script = document.createElement("script");
    script.setAttribute("nonce", "n-1");
    script.nonce = "n-1";
    document.head.append(script);
    expect(pageNonce()).toBe("n-1");
    announceNonce();
    expect(Reflect.get(globalThis, "__webpack_nonce__")).toBe("n-1");
  });

  it("is nothing where the server gave none, as while developing", () => {
    expect(pageNonce()).toBe("");
    announceNonce();
    expect(Reflect.has(globalThis, "__webpack_nonce__")).toBe(false);
  });
});
