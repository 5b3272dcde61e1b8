import { Checkbox, MultiSelect, PasswordInput, Select, Switch, Textarea, TextInput, type TextInputProps } from "@mantine/core";
import { useState } from "react";

import { useSites } from "@/api/cameras";
import { useGroups } from "@/api/rights";
import type { Camera } from "@/api/types";
import { CameraMap } from "@/map/CameraMap";

import classes from "./CameraEditPage.module.css";
import { readPosition, type CameraForm, type FormErrors } from "./cameraForm";
import { TrustFields } from "./TrustFields";

export interface FieldsProps { form: CameraForm; errors: FormErrors; set: (change: Partial<CameraForm>) => void }
type TextKey = { [Key in keyof CameraForm]: CameraForm[Key] extends string ? Key : never }[keyof CameraForm];
interface BoxProps extends FieldsProps, Omit<TextInputProps, "form" | "value" | "onChange" | "error"> { field: TextKey; span?: 2 | 3 | 4 | 6 }

function Box({ form, errors, set, field, span = 6, ...input }: BoxProps) {
  return (
    <TextInput {...input} name={field} wrapperProps={{ "data-span": span }} value={form[field]} autoComplete="off" error={errors[field]}
      onChange={(event) => { set({ [field]: event.currentTarget.value }); }} />
  );
}

export function IdentityFields(props: FieldsProps) {
  const sites = useSites().data ?? [];
  return (
    <div className={classes["fields"]}>
      <Box {...props} field="number" span={2} label="Number" required inputMode="numeric" />
      <Box {...props} field="name" span={4} label="Name" required placeholder="Market Place north" />
      <Select label="Site" value={props.form.site_id} onChange={(site) => { props.set({ site_id: site ?? "" }); }} searchable
        data={[{ value: "", label: "No site" }, ...sites.map((site) => ({ value: site.id, label: site.name }))]} />
    </div>
  );
}

export function AddressFields({ hasPassword, ...props }: FieldsProps & { hasPassword: boolean }) {
  const { form, set } = props;
  const [hasThird] = useState(form.third_url !== "");
  return (
    <div className={classes["fields"]}>
      <Box {...props} field="main_url" label="Address of the main stream" required placeholder="rtsp://10.20.0.12/main" spellCheck={false} description="This one is recorded." />
      <Box {...props} field="sub_url" label="Address of the small stream" placeholder="rtsp://10.20.0.12/sub" spellCheck={false} description="For small tiles on the wall; may be left empty." />
      {hasThird && <Box {...props} field="third_url" label="Address of the third stream" spellCheck={false} />}
      <Box {...props} field="username" span={3} label="Sign-in name at the camera" spellCheck={false} />
      <PasswordInput name="password" wrapperProps={{ "data-span": 3 }} label="Password at the camera" autoComplete="new-password" value={form.password}
        placeholder={passwordHint(hasPassword, form.forget_password)} disabled={form.forget_password} onChange={(event) => { set({ password: event.currentTarget.value }); }}
        visibilityToggleButtonProps={{ "aria-label": "Show or hide the password", tabIndex: 0 }} />
      {hasPassword && (
        <Checkbox label="Remove the saved password" description="The camera is then asked without one." checked={form.forget_password}
          onChange={(event) => { set({ forget_password: event.currentTarget.checked, password: "" }); }} />
      )}
      <Select wrapperProps={{ "data-span": 3 }} label="Transport" value={form.transport} onChange={(value) => { set({ transport: value === "udp" ? "udp" : "tcp" }); }}
        data={[{ value: "tcp", label: "TCP: reliable (usual)" }, { value: "udp", label: "UDP: only where TCP fails" }]} />
      <TrustFields {...props} />
    </div>
  );
}

const passwordHint = (saved: boolean, forgotten: boolean): string => {
  if (!saved) return "";
  return forgotten ? "will be removed" : "kept; type to change it";
};

export function RecordingFields(props: FieldsProps) {
  const { form, set } = props;
  const groups = (useGroups().data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <div className={classes["fields"]}>
      <Switch label="In use" description="Switched off, it is neither watched nor recorded." checked={form.enabled} onChange={(event) => { set({ enabled: event.currentTarget.checked }); }} />
      <Switch label="Recorded" checked={form.recorded} onChange={(event) => { set({ recorded: event.currentTarget.checked }); }} />
      <Switch label="Mark movement" description="In the timeline: how much of the picture moves, never who or what." checked={form.motion} onChange={(event) => { set({ motion: event.currentTarget.checked }); }} />
      <Switch label="Moves by itself (PTZ)" description="It is steered, so another view than usual is not reported as a fault." checked={form.ptz} onChange={(event) => { set({ ptz: event.currentTarget.checked }); }} />
      <MultiSelect wrapperProps={{ "data-span": 4 }} label="Groups" description="Rights are given for groups." data={groups} value={form.group_ids} clearable
        onChange={(group_ids) => { set({ group_ids }); }} />
      <Box {...props} field="retention_days" span={2} label="Days kept" required inputMode="numeric" description="31 is usual." />
    </div>
  );
}

export function PlaceFields({ saved, ...props }: FieldsProps & { saved: Camera | undefined }) {
  const { form, set } = props;
  const position = readPosition(form.position);
  const number = (text: string) => (text.trim() === "" || !Number.isFinite(Number(text)) ? null : Number(text));
  const preview: Camera[] = position ? [{
    ...(saved ?? BLANK), number: Number(form.number) || 0, name: form.name || "New camera", ...position,
    bearing: number(form.bearing), field_of_view: number(form.field_of_view), range_metres: number(form.range_metres),
  }] : [];
  return (
    <>
      <div className={classes["map"]}>
        <CameraMap cameras={preview} chosen={preview[0]?.id ?? null} label="Map for the camera's place. The boxes below do the same."
          onPick={({ latitude, longitude }) => { set({ position: `${latitude}, ${longitude}` }); }} />
      </div>
      <div className={`${classes["fields"] ?? ""} ${classes["padded"] ?? ""}`}>
        <Box {...props} field="position" label="Position: latitude, longitude" placeholder="53.2355, -1.4265" description="Click on the map, or paste it from another one." />
        <Box {...props} field="bearing" span={2} label="Looks towards (°)" inputMode="decimal" placeholder="90 is east" />
        <Box {...props} field="field_of_view" span={2} label="Field of view (°)" inputMode="decimal" />
        <Box {...props} field="range_metres" span={2} label="Useful range (m)" inputMode="decimal" />
      </div>
    </>
  );
}

export function ReasonFields(props: FieldsProps) {
  return (
    <div className={classes["fields"]}>
      <Box {...props} field="purpose" label="Purpose" />
      <Textarea name="pressing_need" label="Pressing need" description="The problem it answers, as the Surveillance Camera Code asks." autosize minRows={2}
        value={props.form.pressing_need} onChange={(event) => { props.set({ pressing_need: event.currentTarget.value }); }} />
      <Box {...props} field="lawful_basis" label="Lawful basis" />
      <Box {...props} field="owner" span={3} label="Owner" />
      <Box {...props} field="funding_line" span={3} label="Funding line" placeholder="Safer Streets 4" />
      <Box {...props} field="cost" span={3} label="Cost in pounds" inputMode="decimal" />
    </div>
  );
}

/** Stands for a camera that is not saved yet, so that the map can show where it will be. */
const BLANK: Camera = {
  id: "new", number: 0, key: "new", name: "", site_id: null, site_name: null, latitude: null, longitude: null, bearing: null, field_of_view: null,
  range_metres: null, purpose: "", pressing_need: "", lawful_basis: "", owner: "", funding_line: "", cost_pence: null, streams: {},
  username: "", has_password: false, transport: "tcp", tls_verify: true, tls_fingerprint: "", enabled: true, recorded: true, retention_days: 31, motion: "off", motion_ignore: [], ptz: false, groups: [], may: [], retired_at: null,
  health: { state: "connecting", since: null, detail: "" },
};
