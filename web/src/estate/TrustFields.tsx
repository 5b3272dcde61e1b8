import { Select, Textarea } from "@mantine/core";

import classes from "./CameraEditPage.module.css";
import type { FieldsProps } from "./CameraFields";
import { isEncrypted, type Trust } from "./trust";

const WAYS: { value: Trust; label: string }[] = [
  { value: "authority", label: "By a certificate that this machine trusts" },
  { value: "pinned", label: "By one certificate only: the one whose fingerprint stands here" },
  { value: "unchecked", label: "Not at all" },
];
const MEANING: Record<Trust, string> = {
  authority: "For cameras whose certificates come from an authority, such as the council's own.",
  pinned: "Usual for cameras that made their certificate themselves. When it is renewed, the new one is entered here.",
  unchecked: "Encrypted, but anybody on the way there could pose as the camera and read its password.",
};

/** How a camera proves who it is; only addresses that begin with rtsps:// need it. */
export function TrustFields({ form, errors, set }: FieldsProps) {
  if (!isEncrypted(form.main_url, form.sub_url, form.third_url)) return null;
  return (
    <>
      <Select label="How the camera proves who it is" description={MEANING[form.trust]} data={WAYS} value={form.trust} allowDeselect={false}
        onChange={(value) => { if (value) set({ trust: value as Trust }); }} />
      {form.trust === "pinned" && (
        <Textarea name="fingerprint" label="Trust this certificate: SHA-256 fingerprint" autosize minRows={1} spellCheck={false} autoComplete="off"
          description="As the camera's own page shows it. Or test the address below and compare what is found." value={form.fingerprint} error={errors.fingerprint}
          classNames={{ input: classes["digits"] ?? "" }} onChange={(event) => { set({ fingerprint: event.currentTarget.value }); }} />
      )}
    </>
  );
}
