// A real OpenID provider (the npm package oidc-provider) for the tests of single sign-on.
// Usage: node oidc_server.mjs <redirect uri>. Prints its issuer on one line; ends when its standard input ends.
import { createRequire } from "node:module";
import { createServer } from "node:http";

const require = createRequire(new URL("../../../web/package.json", import.meta.url));
const { default: Provider } = await import(require.resolve("oidc-provider"));
const jose = await import(require.resolve("jose"));

const GROUPS = { olivia: ["cctv-operators", "everybody"], mina: ["cctv-managers"], nora: ["everybody"] };

const { privateKey } = await jose.generateKeyPair("RS256", { extractable: true });
const key = { ...(await jose.exportJWK(privateKey)), alg: "RS256", use: "sig", kid: "first" };

const server = createServer();
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "beadle",
      client_secret: "a-secret/with+odd:characters",
      redirect_uris: [process.argv[2]],
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
  ],
  jwks: { keys: [key] },
  cookies: { keys: ["only for tests"] },
  claims: { openid: ["sub"], profile: ["name", "preferred_username"], groups: ["groups"] },
  scopes: ["openid", "profile", "groups"],
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      name: id[0].toUpperCase() + id.slice(1),
      preferred_username: id,
      groups: GROUPS[id] ?? [],
    }),
  }),
});
server.on("request", provider.callback());
process.stdout.write(`${issuer}\n`);
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
