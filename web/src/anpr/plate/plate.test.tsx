import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { GLYPH, strokeOf } from "./glyphs";
import { Plate } from "./Plate";
import { characterWords, gapBefore, grammarWords, grouped, percent, spelled, sureness, tidy } from "./text";

describe("a plate's text", () => {
  it("is grouped as people write it", () => {
    expect(["LA51ABC", "A123ABC", "ABC123D", "ABC123", "1234AB", "AB12"].map(grouped)).toEqual(["LA51 ABC", "A123 ABC", "ABC 123D", "ABC 123", "1234 AB", "AB 12"]);
    expect(gapBefore("LAO1KXR")).toBe(0);
  });

  it("is read out letter by letter", () => {
    expect(spelled("LA51ABC")).toBe("L A 5 1 A B C");
    expect(spelled("LA5?*")).toBe("L A 5 any one character any characters");
    expect(spelled("")).toBe("no plate");
  });

  it("is typed as one likes", () => {
    expect(tidy(" la51-abc ")).toBe("LA51ABC");
    expect(tidy("b·ab 123")).toBe("BAB123");
  });

  it("has its sureness in words, and never a hundred for less than certain", () => {
    expect([0.97, 0.85, 0.6, 0.2].map((one) => sureness(one).label)).toEqual(["Sure", "Fairly sure", "Unsure", "A guess"]);
    expect([1, 0.9999, 0.5, 0.001, 0].map(percent)).toEqual(["100 %", "99 %", "50 %", "1 %", "0 %"]);
    expect(characterWords("AB1", [0.99, 0.5, 1])).toBe("A 99 %, B 50 %, 1 100 %");
    expect(characterWords("AB1", [])).toMatch(/no confidence/);
  });

  it("has its form in words, known or not", () => {
    expect(["gb.current", "de", "fr.old", "", "oddity"].map(grammarWords)).toEqual(["UK, since 2001", "Germany", "France, old", "No known form", "oddity"]);
  });
});

describe("a drawn plate", () => {
  it("is one picture with its letters as its name, and the same letters to copy", () => {
    const { container } = render(<Plate text="LA51ABC" direction="away" />);
    expect(screen.getByRole("img", { name: "L A 5 1 A B C" })).toBeInTheDocument();
    expect(container.textContent).toBe("LA51ABC");
    expect(container.querySelector("[data-rear]")).not.toBeNull();
  });

  it("points out characters that differ, and marks weak ones", () => {
    const { container } = render(<Plate text="LAO1" marked={[2]} characters={[0.99, 0.99, 0.4, 0.99]} />);
    expect(container.querySelectorAll("rect")).toHaveLength(1);
    expect(container.querySelectorAll("g")[2]?.querySelectorAll("path")).toHaveLength(2);
    expect(container.querySelectorAll("g")[1]?.querySelectorAll("path")).toHaveLength(1);
  });

  it("has a shape for each letter and digit, and a box for anything else", () => {
    const all = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789*?"].map(strokeOf);
    expect(new Set(all).size).toBe(38);
    expect(strokeOf("\u0416")).toMatch(/Z$/);
    expect(strokeOf("O")).not.toBe(strokeOf("0"));
    expect(GLYPH.width / GLYPH.height).toBeCloseTo(50 / 79);
  });
});
