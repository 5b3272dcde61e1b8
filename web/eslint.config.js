import js from "@eslint/js";
import path from "node:path";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";

/** Lower number = lower floor. A file may import its own room and the floors below, never a room beside it. */
const FLOORS = {
  api: 0, ui: 1, player: 1, map: 1,
  estate: 2, video: 2, anpr: 2, accounts: 2, audit: 2, system: 2,
  app: 3, testing: 4,
};
/** On floor one the shared pieces are below the two instruments that are made of them. */
const ALLOWED_BESIDE = new Set(["player>ui", "map>ui"]);
const SRC = path.resolve(import.meta.dirname, "src");

const roomOf = (file) => {
  const relative = path.relative(SRC, file);
  return relative.startsWith("..") ? undefined : relative.split(path.sep)[0];
};

const layers = {
  meta: { type: "problem", schema: [], messages: { up: "{{from}} may not import {{to}}: app -> rooms -> player | map | ui -> api." } },
  create(context) {
    const from = roomOf(context.filename);
    const check = (node, value) => {
      if (from === undefined || !(from in FLOORS) || typeof value !== "string") return;
      const target = value.startsWith("@/") ? path.join(SRC, value.slice(2))
        : value.startsWith(".") ? path.resolve(path.dirname(context.filename), value) : undefined;
      const to = target && roomOf(target);
      if (!to || to === from || !(to in FLOORS)) return;
      const isTest = /\.test\.tsx?$/.test(context.filename);
      if (isTest && to === "testing") return;
      if (FLOORS[to] < FLOORS[from] || ALLOWED_BESIDE.has(`${from}>${to}`)) return;
      context.report({ node, messageId: "up", data: { from, to } });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source.value),
      ExportNamedDeclaration: (node) => node.source && check(node, node.source.value),
      ExportAllDeclaration: (node) => check(node, node.source.value),
      ImportExpression: (node) => check(node, node.source.value),
    };
  },
};

export default tseslint.config(
  { ignores: ["dist", "node_modules", "src/api/schema.gen.ts"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  {
    files: ["src/**/*.{ts,tsx}", "dev/**/*.ts", "vite.config.ts"],
    languageOptions: { globals: { ...globals.browser } },
    plugins: { "react-hooks": reactHooks, beadle: { rules: { layers } } },
    rules: {
      ...reactHooks.configs.recommended.rules,
      "beadle/layers": "error",
      "max-lines": ["error", { max: 300 }],
      "no-restricted-globals": ["error", { name: "fetch", message: "Use src/api/client.ts: it carries the CSRF header and turns errors into plain words." }],
      "no-console": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-definitions": "off",
      eqeqeq: "error",
    },
  },
  { files: ["src/api/client.ts", "src/player/**", "src/video/**", "dev/**"], rules: { "no-restricted-globals": "off", "no-console": "off" } },
  { files: ["eslint.config.js"], languageOptions: { globals: globals.node } },
);
