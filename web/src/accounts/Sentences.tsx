import classes from "./Rights.module.css";

/** Rights in words, one sentence a line. */
export function Sentences({ sentences }: { sentences: readonly string[] }) {
  return <ul className={classes["sentences"]}>{sentences.map((sentence, at) => <li key={at}>{sentence}</li>)}</ul>;
}
