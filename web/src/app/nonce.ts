/** The nonce that the server put into this page. The browser lets in styles made by the page only where they bear it. */
export const pageNonce = (): string => document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";

/** Tells the parts that make styles by themselves (they look for this name, as bundlers once agreed). */
export function announceNonce(): void {
  const nonce = pageNonce();
  if (nonce) Object.assign(globalThis, { __webpack_nonce__: nonce });
}
