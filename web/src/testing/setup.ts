import "@testing-library/jest-dom/vitest";

import { notifications } from "@mantine/notifications";
import { act, cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach, beforeAll } from "vitest";

import { server } from "./server";

/** What jsdom lacks and Mantine asks for. */
Object.defineProperty(window, "matchMedia", {
  writable: true,
  value: (query: string) => ({
    matches: query.startsWith("(min-width"), media: query, onchange: null, addEventListener: () => undefined, removeEventListener: () => undefined,
    addListener: () => undefined, removeListener: () => undefined, dispatchEvent: () => false,
  }),
});
/** jsdom draws nothing, so it has no top layer either. */
window.HTMLDialogElement.prototype.showModal = function showModal() { this.open = true; };
window.HTMLDialogElement.prototype.close = function close() { this.open = false; };
class QuietObserver { observe() { return undefined; } unobserve() { return undefined; } disconnect() { return undefined; } }
window.ResizeObserver = QuietObserver as unknown as typeof ResizeObserver;
window.HTMLElement.prototype.scrollIntoView = () => undefined;
window.HTMLElement.prototype.scrollTo = () => undefined;
Object.defineProperty(document, "fonts", { configurable: true, value: { addEventListener: () => undefined, removeEventListener: () => undefined, ready: Promise.resolve() } });

// A busy machine may take seconds for what a quiet one does at once; only a failure waits this long.
configure({ asyncUtilTimeout: 10_000 });

beforeAll(() => { server.listen({ onUnhandledRequest: "error" }); });
afterEach(() => {
  act(() => { notifications.clean(); });
  cleanup();
  server.resetHandlers();
});
afterAll(() => { server.close(); });
