import { TextInput } from "@mantine/core";
import { useRef, useState, type RefObject } from "react";

import type { Camera } from "@/api/types";
import { useShortcuts } from "@/ui/shortcuts";

import classes from "./Wall.module.css";

interface CallProps {
  cameras: readonly Camera[];
  onCall: (camera: Camera) => void;
}

export interface Called { readonly text: string; readonly bad: boolean }

/** What became of a call, for the line beside the box. */
export function answerCall(typed: string, cameras: readonly Camera[]): { camera: Camera | null; said: Called } {
  const number = Number(typed);
  if (!/^\d{1,5}$/.test(typed.trim())) return { camera: null, said: { text: "Type a camera number.", bad: true } };
  const camera = cameras.find((one) => one.number === number) ?? null;
  if (camera === null) return { camera, said: { text: `There is no camera ${String(number)}.`, bad: true } };
  return { camera, said: { text: `${String(camera.number)} ${camera.name}`, bad: false } };
}

const DIGITS = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

function useDigits(input: RefObject<HTMLInputElement | null>, type: (digit: string) => void) {
  useShortcuts([
    {
      key: "1", shown: "0 to 9", label: "Call a camera: type its number, then Enter",
      run: () => { type("1"); input.current?.focus(); },
    },
    ...DIGITS.filter((digit) => digit !== "1").map((digit) => ({
      key: digit, shown: "", label: "", run: () => { type(digit); input.current?.focus(); },
    })),
  ], "Call a camera");
}

/** Call a camera: digits typed anywhere on the wall land here; Enter hangs it on the wall. */
export function CallBox({ cameras, onCall }: CallProps) {
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");
  const [said, setSaid] = useState<Called | null>(null);
  useDigits(input, setTyped);
  const finish = () => {
    const { camera, said: answer } = answerCall(typed, cameras);
    setSaid(answer);
    setTyped("");
    if (camera === null) return;
    onCall(camera);
    input.current?.blur();
  };
  return (
    <>
      <TextInput ref={input} className={classes["call"] ?? ""} size="xs" aria-label="Call camera by number" placeholder="Camera no." inputMode="numeric"
        autoComplete="off" maxLength={5} value={typed} leftSection={<span aria-hidden>#</span>}
        onChange={(event) => { setTyped(event.currentTarget.value.replace(/\D/g, "")); }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && typed !== "") finish();
          else if (event.key === "Escape" || (event.key === "Enter" && typed === "")) { setTyped(""); input.current?.blur(); }
        }} />
      <span className={classes["said"]} data-bad={said?.bad || undefined} role="status">{said?.text ?? ""}</span>
    </>
  );
}
