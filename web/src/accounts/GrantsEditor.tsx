import { ActionIcon, Alert, Button, MultiSelect, Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconPlus, IconTrash } from "@tabler/icons-react";

import { useGroups, usePurposes, useSentences, type Grant } from "@/api/rights";
import type { Role } from "@/api/types";
import { ROLES } from "@/ui/words";

import classes from "./Rights.module.css";
import { Sentences } from "./Sentences";

const ROLE_CHOICES = (Object.keys(ROLES) as Role[]).map((role) => ({ value: role, label: ROLES[role].name }));
const EVERY_CAMERA = { value: "", label: "Every camera" };
export const NEW_GRANT: Grant = { role: "operator", group_id: null, purpose_ids: null };

/** An administrator can lift any limit, so is never given one. */
export const whole = (grant: Grant): Grant => (grant.role === "administrator" ? { role: grant.role, group_id: null, purpose_ids: null } : grant);

interface RowProps { grant: Grant; at: number; groups: { value: string; label: string }[]; purposes: { value: string; label: string }[]; onChange: (grant: Grant) => void; onRemove: (() => void) | null }

function GrantRow({ grant, at, groups, purposes, onChange, onRemove }: RowProps) {
  const limited = grant.role !== "administrator";
  const place = String(at + 1);
  return (
    <li className={classes["grant"]}>
      <Select label="Role" aria-label={`Role of right ${place}`} allowDeselect={false} data={ROLE_CHOICES} value={grant.role} description={ROLES[grant.role].meaning} inputWrapperOrder={["label", "input", "description"]}
        onChange={(role) => { if (role !== null) onChange(whole({ ...grant, role: role as Role })); }} />
      <Select label="Cameras" aria-label={`Cameras of right ${place}`} allowDeselect={false} disabled={!limited} data={[EVERY_CAMERA, ...groups]} value={grant.group_id ?? ""}
        onChange={(group) => { onChange({ ...grant, group_id: group === "" ? null : group }); }} />
      <MultiSelect label="Purposes" aria-label={`Purposes of right ${place}`} disabled={!limited} data={purposes} value={grant.purpose_ids ?? []} placeholder={grant.purpose_ids ? undefined : "Every purpose"} clearable
        onChange={(chosen) => { onChange({ ...grant, purpose_ids: chosen.length > 0 ? chosen : null }); }} />
      {onRemove
        ? <ActionIcon className={classes["remove"] ?? ""} size={36} aria-label={`Take away right ${place}`} onClick={onRemove}><IconTrash size={18} aria-hidden /></ActionIcon>
        : <span className={classes["remove"]} />}
    </li>
  );
}

/** What someone may do, where and for what; below it, what that comes to in words. */
export function GrantsEditor({ grants, onChange }: { grants: readonly Grant[]; onChange: (grants: Grant[]) => void }) {
  const groups = useGroups();
  const purposes = usePurposes();
  const [settled] = useDebouncedValue(grants, 250);
  const sentences = useSentences(settled, true);
  const groupChoices = (groups.data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const purposeChoices = (purposes.data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <fieldset className={classes["grants"]}>
      <legend>Rights</legend>
      <ul>
        {grants.map((grant, at) => (
          <GrantRow key={at} at={at} grant={grant} groups={groupChoices} purposes={purposeChoices}
            onChange={(changed) => { onChange(grants.map((one, place) => (place === at ? changed : one))); }}
            onRemove={grants.length > 1 ? () => { onChange(grants.filter((_, place) => place !== at)); } : null} />
        ))}
      </ul>
      <Button variant="default" size="compact-sm" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => { onChange([...grants, NEW_GRANT]); }}>Add a right</Button>
      <div className={classes["meaning"]} aria-live="polite">
        <h3>In words</h3>
        {sentences.isError ? <Alert color="yellow">These rights could not be put into words: {sentences.error.message}</Alert> : <Sentences sentences={sentences.data?.sentences ?? []} />}
      </div>
    </fieldset>
  );
}
