import { expect, it } from "vitest";

import { gapWords } from "./reasons";

it("says why in words, and what it does not know as it stands", () => {
  expect(gapWords("connection_lost")).toBe("the camera could not be reached");
  expect(gapWords("struck_by_lightning")).toBe("struck_by_lightning");
});
