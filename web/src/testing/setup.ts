import "@testing-library/jest-dom/vitest";

import { notifications } from "@mantine/notifications";
import { act, cleanup } from "@testing-library/react";
import { afterAll, afterEach, beforeAll } from "vitest";

import { server } from "./server";

/** What jsdom lacks and Mantine asks for. */
Object.defineProperty(window, "matchMedia", {
  writable: true,
  value: (query: string) => ({
    matches: false, media: query, onchange: null, addEventListener: () => undefined, removeEventListener: () => undefined,
    addListener: () => undefined, removeListener: () => undefined, dispatchEvent: () => false,
  }),
});
class QuietObserver { observe() { return undefined; } unobserve() { return undefined; } disconnect() { return undefined; } }
window.ResizeObserver = QuietObserver as unknown as typeof ResizeObserver;
window.HTMLElement.prototype.scrollIntoView = () => undefined;
window.HTMLElement.prototype.scrollTo = () => undefined;
Object.defineProperty(document, "fonts", { configurable: true, value: { addEventListener: () => undefined, removeEventListener: () => undefined, ready: Promise.resolve() } });

beforeAll(() => { server.listen({ onUnhandledRequest: "error" }); });
afterEach(() => {
  act(() => { notifications.clean(); });
  cleanup();
  server.resetHandlers();
});
afterAll(() => { server.close(); });
