/** The least that is asked of a password. Length, not tricks: the server has the last word. */
export const LEAST_PASSWORD = 12;

/** What is not right with a new password and its repetition, or null. */
export function passwordFault(password: string, again: string): string | null {
  if (password.length < LEAST_PASSWORD) return `Use at least ${LEAST_PASSWORD} characters. Four words in a row are easy to keep in mind.`;
  return password === again ? null : "The two are not the same.";
}
