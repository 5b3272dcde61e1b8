import { Button, Group, PasswordInput, SegmentedControl, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useState, type FormEvent } from "react";

import { useConfirmHit, useRefuseHit } from "@/api/plates";
import type { Hit, SecondPerson } from "@/api/platesTypes";
import { ErrorNote } from "@/ui/ErrorNote";
import { notify } from "@/ui/notify";

import { grouped } from "../plate/text";
import classes from "./Hits.module.css";

const NOBODY: SecondPerson = { name: "", password: "", code: "" };
const isThere = (second: SecondPerson): boolean => second.name.trim() !== "" && second.password !== "";
const sent = ({ name, password, code }: SecondPerson): SecondPerson => ({ name: name.trim(), password, ...(code ? { code } : {}) });

function Second({ second, onChange }: { second: SecondPerson; onChange: (second: SecondPerson) => void }) {
  return (
    <fieldset className={classes["second"]}>
      <legend>A second person looks too</legend>
      <p className="b-dim">This list asks for two people before a hit goes to the police. They compare the plate and sign here with their own name and password. Leave it empty, and the hit waits for them.</p>
      <Group grow align="flex-start" preventGrowOverflow={false}>
        <TextInput label="Their sign-in name" autoComplete="off" autoCapitalize="none" spellCheck={false} value={second.name} onChange={(event) => { onChange({ ...second, name: event.currentTarget.value }); }} />
        <PasswordInput label="Their password" autoComplete="off" value={second.password} onChange={(event) => { onChange({ ...second, password: event.currentTarget.value }); }} />
        <TextInput label="Their code" autoComplete="off" inputMode="numeric" value={second.code ?? ""} onChange={(event) => { onChange({ ...second, code: event.currentTarget.value.trim() }); }} />
      </Group>
    </fieldset>
  );
}

type Verb = "confirm" | "refuse";

/** A person's word on a hit: it is the vehicle that is looked for, or it is not, and why. */
export function Decide({ hit, start = null, onDone }: { hit: Hit; start?: Verb | null; onDone?: () => void }) {
  const confirm = useConfirmHit();
  const refuse = useRefuseHit();
  const [verb, setVerb] = useState<Verb | null>(start);
  const [remark, setRemark] = useState("");
  const [second, setSecond] = useState(NOBODY);
  const act = verb === "refuse" ? refuse : confirm;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (verb === null || remark.trim() === "") return;
    act.mutate({ id: hit.id, remark: remark.trim(), ...(verb === "confirm" && isThere(second) ? { second: sent(second) } : {}) }, {
      onSuccess: (answer) => {
        const waits = answer.state === "awaiting_second";
        notify.done(verb === "refuse" ? "Hit refused" : waits ? "Confirmed once" : "Hit confirmed", waits ? "It waits for a second person." : grouped(hit.read.plate));
        onDone?.();
      },
    });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <SegmentedControl fullWidth aria-label="Your decision" value={verb ?? ""} onChange={(chosen) => { setVerb(chosen as Verb); }} data={[
          { value: "confirm", label: <span><IconCheck size={16} aria-hidden style={{ verticalAlign: -3 }} /> It is this plate</span> },
          { value: "refuse", label: <span><IconX size={16} aria-hidden style={{ verticalAlign: -3 }} /> It is not</span> },
        ]} />
        <Textarea label="Remark" required autosize minRows={2} maxLength={2000} value={remark}
          description={verb === "refuse" ? "What the plate really is, or why this is no hit." : "What you saw, and whom you told."} onChange={(event) => { setRemark(event.currentTarget.value); }} />
        {verb === "confirm" && (hit.two_person || hit.state === "awaiting_second") && <Second second={second} onChange={setSecond} />}
        {act.isError && <ErrorNote error={act.error} what="Your decision was not saved" />}
        <Group justify="space-between" wrap="nowrap">
          <Text size="xs" c="dimmed">Your name and remark stand in the audit log. Nothing is sent to anybody by itself.</Text>
          <Button type="submit" loading={act.isPending} disabled={verb === null || remark.trim() === ""} {...(verb === "refuse" ? { color: "gray" } : {})} style={{ flex: "none" }}>
            {verb === "refuse" ? "Refuse the hit" : verb === "confirm" ? "Confirm the hit" : "Say which first"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
