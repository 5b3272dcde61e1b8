import type { Hit } from "@/api/platesTypes";

import { Plate } from "../plate/Plate";
import { differences } from "../reads/words";
import { compared, differenceWords } from "./words";
import classes from "./Hits.module.css";

/** What was read over what is listed, with the characters that differ pointed out, in words too. */
export function Compared({ hit }: { hit: Hit }) {
  const { read, entry } = hit;
  const pairs = compared(read.plate, entry.plate);
  const marked = pairs ? differences(read.plate, entry.plate) : undefined;
  return (
    <div className={classes["compared"]}>
      <dl>
        <div><dt>Read</dt><dd><Plate text={read.plate} direction={read.direction} size="lg" marked={marked} characters={read.characters} /></dd></div>
        <div><dt>Listed</dt><dd><Plate text={entry.plate} direction={read.direction} size="lg" marked={marked} /></dd></div>
      </dl>
      <p>{pairs ? `${differenceWords(pairs)}${!hit.exact && pairs.every((pair) => pair.same) ? " But the read is not sure enough to be a hit by itself." : ""}` : "The list gives only a part of the plate: * stands for any characters, ? for any one."}</p>
    </div>
  );
}
