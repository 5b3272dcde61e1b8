import { memo } from "react";

import { StateBadge } from "@/ui/StateBadge";

import { characterWords, percent, sureness, WEAK } from "../plate/text";
import classes from "./Sure.module.css";

const [STEP, THICK, HIGH] = [7, 5, 16];

/** A bar for each character, as high as it is sure. The numbers are its name. */
export const CharacterBars = memo(function CharacterBars({ text, characters }: { text: string; characters: readonly number[] }) {
  if (characters.length !== text.length || text === "") return null;
  const wide = characters.length * STEP;
  return (
    <svg className={classes["bars"]} width={wide} height={HIGH} viewBox={`0 0 ${String(wide)} ${String(HIGH)}`} role="img" aria-label={characterWords(text, characters)}>
      {characters.map((share, index) => {
        const high = Math.max(2, share * HIGH);
        return <rect key={index} x={index * STEP} y={HIGH - high} width={THICK} height={high} rx={1} data-weak={share < WEAK || undefined} />;
      })}
    </svg>
  );
});

/** How sure a read is: word, number, and a bar for each character; the numbers of the characters at hover and focus. */
export const Sure = memo(function Sure({ text, confidence, characters }: { text: string; confidence: number; characters: readonly number[] }) {
  const { label, tone } = sureness(confidence);
  return (
    <span className={classes["sure"]} title={characterWords(text, characters)}>
      <StateBadge tone={tone} label={`${label} ${percent(confidence)}`} />
      <CharacterBars text={text} characters={characters} />
    </span>
  );
});
