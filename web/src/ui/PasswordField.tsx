import { PasswordInput, type PasswordInputProps } from "@mantine/core";
import { IconArrowBigUp } from "@tabler/icons-react";
import { useState, type KeyboardEvent } from "react";

import classes from "./PasswordField.module.css";

interface PasswordProps extends Omit<PasswordInputProps, "value" | "onChange"> { value: string; onChange: (value: string) => void }

/** The password that one has: it can be shown, pasted and filled in, and says when caps lock is on. */
export function PasswordField({ value, onChange, label = "Password", ...rest }: PasswordProps) {
  const [capsLock, setCapsLock] = useState(false);
  const watchCaps = (event: KeyboardEvent) => { setCapsLock(event.getModifierState("CapsLock")); };
  return (
    <div>
      <PasswordInput label={label} name="password" autoComplete="current-password" required withAsterisk={false} aria-invalid={rest.error ? true : undefined} {...rest}
        visibilityToggleButtonProps={{ "aria-label": "Show or hide the password", tabIndex: 0 }}
        value={value} onChange={(event) => { onChange(event.currentTarget.value); }} onKeyUp={watchCaps} onKeyDown={watchCaps} />
      <div role="status" className={classes["caps"]}>
        {capsLock && <><IconArrowBigUp size={16} aria-hidden /> Caps lock is on.</>}
      </div>
    </div>
  );
}
