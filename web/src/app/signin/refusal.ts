import { ApiError, plainError } from "@/api/errors";

export interface Refusal { title: string; text: string }

/** Why it was refused, in words that help without telling a stranger which half was wrong. */
export function refusal(error: unknown): Refusal {
  if (error instanceof ApiError && error.status === 401 && error.type === "") {
    return {
      title: "That name and password do not match.",
      text: "Check that caps lock is off and that the name is your sign-in name, not your e-mail address. If you have forgotten it, or were given it some days ago and never used it, the CCTV manager can make you another.",
    };
  }
  const plain = plainError(error);
  return { title: plain.title, text: [plain.text, plain.advice].filter(Boolean).join(" ") };
}

const DIRECTORY: Record<string, string> = {
  expired: "It took too long, or the answer was used already. Start again.",
  untrusted: "Its answer could not be trusted, so nobody was signed in. Tell the CCTV manager if it happens again.",
  unknown: "Your account there is not linked to a user here. Ask the CCTV manager.",
  "no-role": "Your account there is in no group that has a role here. Ask the CCTV manager.",
  disabled: "Your sign-in here is switched off. Ask the CCTV manager.",
  cancelled: "It was cancelled there, or refused. Start again, or use another way in.",
  name: "Your name there cannot be a sign-in name here, or somebody else has it. Ask the CCTV manager.",
  weak: "It let you in without a second factor, and that is not enough here. Sign in there with one.",
  refused: "It refused. Ask whoever looks after your council account.",
  busy: "Too many sign-ins were begun here. Wait a minute, then try again.",
  away: "It does not answer just now. Use another way in, or try again in a few minutes.",
};

/** What single sign-on sent the browser back with, where it did not work. */
export function directoryRefusal(reason: string): Refusal {
  return { title: "Single sign-on did not let you in.", text: DIRECTORY[reason] ?? "Try again, or ask the CCTV manager." };
}
