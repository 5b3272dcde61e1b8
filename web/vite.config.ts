import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

import { mockTown } from "./dev/plugin.ts";

/**
 * One origin in production: the Beadle server hands out web/dist.
 * While developing, /api goes to a running server, or to the pretend town with BEADLE_MOCK=1.
 */
export default defineConfig(() => {
  const mock = process.env["BEADLE_MOCK"] === "1";
  const server = process.env["BEADLE_SERVER"] ?? "http://127.0.0.1:8080";
  const proxy = mock ? undefined : { "/api": { target: server, ws: true, changeOrigin: false } };
  return {
    plugins: [react(), ...(mock ? [mockTown()] : [])],
    resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
    server: { host: "127.0.0.1", port: 5173, ...(proxy ? { proxy } : {}) },
    preview: { host: "127.0.0.1", port: 4173, ...(proxy ? { proxy } : {}) },
    build: {
      target: "es2022",
      sourcemap: false,
      chunkSizeWarningLimit: 1200,
      assetsInlineLimit: 0,
    },
    test: {
      environment: "jsdom",
      setupFiles: ["./src/testing/setup.ts"],
      include: ["src/**/*.test.{ts,tsx}"],
      css: false,
      restoreMocks: true,
      testTimeout: 45_000,
    },
  };
});
