import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { describe, expect, it, vi } from "vitest";

import { keys } from "@/api/keys";
import { browserWithPasskeys, creationOptions } from "@/testing/passkey";
import { renderApp } from "@/testing/render";
import { server } from "@/testing/server";
import { security, session } from "@/testing/town";

import AccountPage from "../AccountPage";
import { deviceName } from "./deviceName";
import { codesText } from "./RecoveryCodesDialog";
import { noticeWords } from "./security";
import { inFours } from "./TotpSetup";

const GOOD = "correct horse battery";
const CODES = ["abcd-efgh-jkmn", "pqrs-tuvw-xyz2"];
const LAPTOP = { id: "p-1", name: "Desk 3", created_at: "2026-10-01T09:00:00Z", last_used_at: null };
const has = (more: Parameters<typeof security>[0]) => { server.use(http.get("*/api/account/security", () => HttpResponse.json(security(more)))); };

describe("password", () => {
  const fill = async (current: string, fresh: string) => {
    await userEvent.type(screen.getByLabelText(/Present password/), current);
    await userEvent.type(screen.getByLabelText(/New password/), fresh);
    await userEvent.type(screen.getByLabelText(/The same again/), fresh);
    await userEvent.click(screen.getByRole("button", { name: "Change the password" }));
  };

  it("changes and ends the session", async () => {
    server.use(http.post("*/api/session/password", () => new HttpResponse(null, { status: 204 })));
    const { cache } = renderApp(<AccountPage />);
    await fill("old password here", GOOD);
    await waitFor(() => { expect(cache.getQueryData(keys.session)).toBeNull(); });
  });

  it("says why the server refuses", async () => {
    server.use(http.post("*/api/session/password", () => HttpResponse.json({ title: "Not valid", detail: "This is one of the commonest passwords.", advice: "Three or four random words are good." }, { status: 422 })));
    renderApp(<AccountPage />);
    await fill("old password here", "password12345");
    expect(await screen.findByRole("alert")).toHaveTextContent(/commonest passwords.*random words/);
  });

  it("is not asked of those who have none", async () => {
    has({ has_password: false });
    renderApp(<AccountPage />);
    expect(await screen.findByText(/You have none here/)).toBeInTheDocument();
    expect(screen.queryByLabelText(/Present password/)).toBeNull();
  });
});

describe("one's own rights", () => {
  it("stand there in words", async () => {
    renderApp(<AccountPage />);
    expect(await screen.findByText("May watch every camera for any purpose.")).toBeInTheDocument();
  });

  it("are missed aloud", async () => {
    server.use(http.get("*/api/session/rights", () => HttpResponse.json({ title: "Not available", detail: "The database is not answering." }, { status: 503 })));
    renderApp(<AccountPage />);
    expect(await screen.findByText(/Your rights could not be read/)).toBeInTheDocument();
  });
});

describe("authenticator app", () => {
  it("is set up with a picture or by typing, confirmed by its first code, and gives recovery codes once", async () => {
    const sent: unknown[] = [];
    server.use(
      http.post("*/api/account/totp/begin", () => HttpResponse.json({ secret: "ABCDEFGHIJKLMNOP", uri: "otpauth://totp/x", qr_svg: "<svg xmlns='http://www.w3.org/2000/svg'><script>bad()</script></svg>" })),
      http.post("*/api/account/totp", async ({ request }) => { sent.push(await request.json()); return HttpResponse.json({ recovery_codes: CODES }); }),
    );
    renderApp(<AccountPage />);
    await userEvent.click(await screen.findByRole("button", { name: "Set up the app" }));
    const picture = await screen.findByRole("img", { name: /scan/ });
    expect(picture.getAttribute("src")).toMatch(/^data:image\/svg\+xml/);
    expect(document.querySelector("script")).toBeNull();
    expect(screen.getByText("ABCD EFGH IJKL MNOP")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Confirm the code" }));
    expect(screen.getByText("Type six figures.")).toBeInTheDocument();
    await userEvent.type(screen.getByLabelText(/First code/), "123456");
    await userEvent.click(screen.getByRole("button", { name: "Confirm the code" }));
    const dialog = await screen.findByRole("dialog", { name: "Your recovery codes" });
    expect(sent).toEqual([{ code: "123456" }]);
    expect(within(dialog).getAllByRole("listitem").map((item) => item.textContent)).toEqual(CODES);
    // There is no second look: it does not close by mistake.
    await userEvent.keyboard("{Escape}");
    expect(within(dialog).getByRole("button", { name: "Done" })).toBeDisabled();
    await userEvent.click(within(dialog).getByRole("checkbox", { name: /safe place/ }));
    await userEvent.click(within(dialog).getByRole("button", { name: "Done" }));
    await waitFor(() => { expect(screen.queryByRole("dialog")).toBeNull(); });
    expect(screen.queryByText(CODES[0] ?? "")).toBeNull();
  });

  it("warns when few recovery codes are left", async () => {
    has({ totp_since: "2026-01-01T00:00:00Z", recovery_codes_left: 1 });
    renderApp(<AccountPage />);
    expect(await screen.findByText("1 code left: make new ones")).toBeInTheDocument();
  });

  it("says what a removal means", async () => {
    const removed = vi.fn();
    has({ totp_since: "2026-01-01T00:00:00Z", recovery_codes_left: 8 });
    server.use(http.delete("*/api/account/totp", () => { removed(); return new HttpResponse(null, { status: 204 }); }));
    renderApp(<AccountPage />);
    await userEvent.click(await screen.findByRole("button", { name: "Remove the authenticator app" }));
    expect(await screen.findByRole("dialog")).toHaveTextContent(/Your password alone would then let you in/);
    await userEvent.click(screen.getByRole("button", { name: "Remove the app" }));
    await waitFor(() => { expect(removed).toHaveBeenCalled(); });
  });
});

describe("passkeys", () => {
  it("are added under a name; the first one brings recovery codes", async () => {
    const { create } = browserWithPasskeys();
    const sent: unknown[] = [];
    server.use(
      http.post("*/api/account/passkeys/begin", () => HttpResponse.json({ ticket: "t-3", options: creationOptions })),
      http.post("*/api/account/passkeys", async ({ request }) => { sent.push(await request.json()); return HttpResponse.json({ ...LAPTOP, recovery_codes: CODES }); }),
    );
    renderApp(<AccountPage />);
    await userEvent.click(await screen.findByRole("button", { name: "Add a passkey" }));
    const name = await screen.findByLabelText(/Name of this passkey/);
    await userEvent.clear(name);
    await userEvent.type(name, "Desk 3");
    await userEvent.click(screen.getByRole("button", { name: "Go on" }));
    expect(await screen.findByRole("dialog", { name: "Your recovery codes" })).toBeInTheDocument();
    expect(create).toHaveBeenCalledTimes(1);
    expect(sent).toMatchObject([{ ticket: "t-3", name: "Desk 3", credential: { response: { transports: ["internal"] } } }]);
  });

  it("are renamed and removed", async () => {
    const did: unknown[] = [];
    has({ passkeys: [LAPTOP] });
    browserWithPasskeys();
    server.use(
      http.patch("*/api/account/passkeys/p-1", async ({ request }) => { did.push(await request.json()); return HttpResponse.json(LAPTOP); }),
      http.delete("*/api/account/passkeys/p-1", () => { did.push("removed"); return new HttpResponse(null, { status: 204 }); }),
    );
    renderApp(<AccountPage />);
    await userEvent.click(await screen.findByRole("button", { name: "Rename Desk 3" }));
    const name = await screen.findByLabelText(/Name of this passkey/);
    await userEvent.clear(name);
    await userEvent.type(name, "Desk 4");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => { expect(did).toEqual([{ name: "Desk 4" }]); });
    await waitFor(() => { expect(screen.queryByRole("dialog")).toBeNull(); });
    await userEvent.click(screen.getByRole("button", { name: "Remove Desk 3" }));
    expect(await screen.findByRole("dialog")).toHaveTextContent(/last second factor/);
    await userEvent.click(screen.getByRole("button", { name: "Remove the passkey" }));
    await waitFor(() => { expect(did).toEqual([{ name: "Desk 4" }, "removed"]); });
  });

  it("are explained where they cannot be had", async () => {
    has({ passkeys_possible: false });
    renderApp(<AccountPage />);
    expect(await screen.findByText(/Passkeys do not work at this address/)).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Add a passkey" })).toBeNull();
  });
});

describe("sessions and what happened lately", () => {
  it("end everywhere at once, after asking", async () => {
    server.use(http.delete("*/api/session/all", () => new HttpResponse(null, { status: 204 })));
    const { cache } = renderApp(<AccountPage />);
    expect(await screen.findByText("This browser")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Sign out everywhere" }));
    await userEvent.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Sign out everywhere" }));
    await waitFor(() => { expect(cache.getQueryData(keys.session)).toBeNull(); });
  });

  it("are told, with the sign-in before this one", async () => {
    renderApp(<AccountPage />, {
      session: session(undefined, {
        last_sign_in: { at: "2026-11-21T22:00:00Z", address: "10.42.9.12", method: "password+totp" },
        notices: [{ id: "n-1", at: "2026-11-22T03:10:00Z", kind: "unfinished-sign-in", address: "203.0.113.9", by: "" }],
      }),
    });
    expect(await screen.findByText(/Password and code, from 10.42.9.12/)).toBeInTheDocument();
    expect(screen.getByText(/the second step never came/)).toBeInTheDocument();
  });
});

describe("words", () => {
  it("say who did what to one's sign-in", () => {
    expect(noticeWords({ kind: "password-reset", by: "Pat Marsh" })).toBe("Pat Marsh reset your password.");
    expect(noticeWords({ kind: "password-reset", by: "" })).toBe("Your password was reset at the machine itself.");
    expect(noticeWords({ kind: "totp-added", by: "" })).toBe("An authenticator app was set up.");
  });

  it("name a device from what its browser says", () => {
    expect(deviceName("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0")).toBe("Edge on Windows");
    expect(deviceName("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1")).toBe("Safari on iPhone or iPad");
    expect(deviceName("x")).toBe("This device");
  });

  it("write a secret in fours and codes with whose they are", () => {
    expect(inFours("ABCDEFGHI")).toBe("ABCD EFGH I");
    expect(codesText(CODES, "pat", Date.UTC(2026, 10, 22, 12))).toMatch(/^Beadle recovery codes for pat, made on Sun 22 Nov 2026\.\r\n[\s\S]*abcd-efgh-jkmn\r\npqrs/);
  });
});
