import { Badge, Button, Group, PasswordInput, Radio, Stack, TextInput } from "@mantine/core";
import { IconUsersPlus } from "@tabler/icons-react";
import { useState, type FormEvent } from "react";

import { useStatePurpose, type Purpose, type PurposeWish } from "@/api/rights";
import type { SessionInfo } from "@/api/types";
import { ErrorNote } from "@/ui/ErrorNote";
import { formatClock } from "@/ui/london";
import { notify } from "@/ui/notify";

import classes from "./Purpose.module.css";

interface Second { name: string; password: string; code: string }
const NOBODY: Second = { name: "", password: "", code: "" };

function Choice({ purpose }: { purpose: Purpose }) {
  return (
    <Radio.Card value={purpose.id} className={classes["choice"] ?? ""} aria-label={purpose.name}>
      <Group wrap="nowrap" align="flex-start" gap="sm">
        <Radio.Indicator mt={3} />
        <span className={classes["words"]}>
          <span className={classes["name"]}>{purpose.name}</span>
          {purpose.description !== "" && <span className="b-dim">{purpose.description}</span>}
          {(purpose.needs_case_reference || purpose.needs_second_person) && (
            <span className={classes["needs"]}>
              {purpose.needs_case_reference && <Badge variant="light" color="blue">Case reference</Badge>}
              {purpose.needs_second_person && <Badge variant="light" color="orange" leftSection={<IconUsersPlus size={13} aria-hidden />}>Second person</Badge>}
            </span>
          )}
        </span>
      </Group>
    </Radio.Card>
  );
}

function SecondPerson({ second, onChange }: { second: Second; onChange: (second: Second) => void }) {
  return (
    <fieldset className={classes["second"]}>
      <legend>A second person vouches for this</legend>
      <p className="b-dim">They sign here with their own name and password. It holds for 30 minutes, and both names stand in the log.</p>
      <Group grow align="flex-start" preventGrowOverflow={false}>
        <TextInput label="Their sign-in name" required autoComplete="off" autoCapitalize="none" spellCheck={false} value={second.name}
          onChange={(event) => { onChange({ ...second, name: event.currentTarget.value }); }} />
        <PasswordInput label="Their password" required autoComplete="off" value={second.password} onChange={(event) => { onChange({ ...second, password: event.currentTarget.value }); }} />
        <TextInput label="Their code" description="Where they use an authenticator app" inputWrapperOrder={["label", "input", "description"]} autoComplete="off" inputMode="numeric"
          value={second.code} onChange={(event) => { onChange({ ...second, code: event.currentTarget.value.trim() }); }} />
      </Group>
    </fieldset>
  );
}

/** What is sent, or null while something that the purpose needs is missing. */
export function wishOf(purpose: Purpose | undefined, reference: string, second: Second): PurposeWish | null {
  if (!purpose) return null;
  const said = reference.trim();
  if (purpose.needs_case_reference && said === "") return null;
  if (!purpose.needs_second_person) return { purpose_id: purpose.id, case_reference: said };
  const name = second.name.trim();
  if (name === "" || second.password === "") return null;
  return { purpose_id: purpose.id, case_reference: said, second: { name, password: second.password, ...(second.code === "" ? {} : { code: second.code }) } };
}

/** What one looks for from now on. Every picture that is looked at is logged under it. */
export function PurposeForm({ session, onDone }: { session: SessionInfo; onDone?: () => void }) {
  const state = useStatePurpose();
  const [chosen, setChosen] = useState(session.purpose?.id ?? session.purposes[0]?.id ?? null);
  const [reference, setReference] = useState(session.purpose?.case_reference ?? "");
  const [second, setSecond] = useState(NOBODY);
  const purpose = session.purposes.find((one) => one.id === chosen);
  const wish = wishOf(purpose, reference, second);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!wish) return;
    state.mutate(wish, {
      onSuccess: ({ purpose: stated }) => {
        notify.done("Purpose stated", stated ? `${stated.name}${stated.until ? `, until ${formatClock(stated.until, false)}` : ""}` : "");
        setSecond(NOBODY);
        onDone?.();
      },
    });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Radio.Group label="I am looking for" value={chosen} onChange={setChosen}>
          <div className={classes["choices"]}>{session.purposes.map((one) => <Choice key={one.id} purpose={one} />)}</div>
        </Radio.Group>
        <TextInput label="Case reference" required={purpose?.needs_case_reference ?? false} maxLength={120} value={reference} autoComplete="off"
          description={purpose?.needs_case_reference ? "Crime, log or case number: this purpose needs one." : "Crime, log or case number, where there is one."}
          onChange={(event) => { setReference(event.currentTarget.value); }} />
        {purpose?.needs_second_person && <SecondPerson second={second} onChange={setSecond} />}
        {state.isError && <ErrorNote error={state.error} what="The purpose was not stated" />}
        <Group justify="flex-end"><Button type="submit" loading={state.isPending} disabled={!wish}>Look for this</Button></Group>
      </Stack>
    </form>
  );
}
