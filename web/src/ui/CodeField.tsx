import { TextInput, type TextInputProps } from "@mantine/core";

/** Six figures, however they were grouped when they were read out or pasted. */
export const plainCode = (typed: string): string => typed.replaceAll(/\s/g, "");
export const isCode = (typed: string): boolean => /^\d{6}$/.test(plainCode(typed));

interface CodeProps extends Omit<TextInputProps, "value" | "onChange"> { value: string; onChange: (value: string) => void }

/** The six figures of an authenticator app. A phone offers figures to type; pasting and filling in are welcome. */
export function CodeField({ value, onChange, label = "Code from your authenticator app", ...rest }: CodeProps) {
  return (
    <TextInput label={label} name="code" inputMode="numeric" autoComplete="one-time-code" spellCheck={false} maxLength={12}
      styles={{ input: { fontFamily: "var(--b-mono)", letterSpacing: "0.12em" } }} {...rest}
      value={value} onChange={(event) => { onChange(event.currentTarget.value); }} />
  );
}

/** One recovery code: letters and figures, in whatever case and grouping. */
export function RecoveryField({ value, onChange, label = "Recovery code", ...rest }: CodeProps) {
  return (
    <TextInput label={label} name="recovery-code" autoComplete="off" autoCapitalize="none" spellCheck={false} maxLength={40}
      styles={{ input: { fontFamily: "var(--b-mono)", letterSpacing: "0.06em" } }} {...rest}
      value={value} onChange={(event) => { onChange(event.currentTarget.value); }} />
  );
}
