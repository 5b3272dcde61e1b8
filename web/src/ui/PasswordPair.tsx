import { PasswordInput, Stack } from "@mantine/core";

import { LEAST_PASSWORD } from "./password";

export interface Pair { password: string; again: string }
const EYE = { "aria-label": "Show or hide the password", tabIndex: 0 };

/** A new password, twice. Pasting is welcome: that is how password managers work. */
export function PasswordPair({ pair, onChange, fault, label = "New password" }: { pair: Pair; onChange: (pair: Pair) => void; fault: string | null; label?: string }) {
  return (
    <Stack gap="sm">
      <PasswordInput label={label} description={`At least ${LEAST_PASSWORD} characters.`} autoComplete="new-password" required value={pair.password}
        visibilityToggleButtonProps={EYE} error={fault} aria-invalid={fault ? true : undefined} onChange={(event) => { onChange({ ...pair, password: event.currentTarget.value }); }} />
      <PasswordInput label="The same again" autoComplete="new-password" required value={pair.again} visibilityToggleButtonProps={EYE}
        onChange={(event) => { onChange({ ...pair, again: event.currentTarget.value }); }} />
    </Stack>
  );
}
