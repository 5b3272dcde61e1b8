import { Button, Group, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconArrowRight, IconCheck, IconChecklist, IconEyeOff } from "@tabler/icons-react";
import { useState, type FormEvent } from "react";

import { checkSample, patchUrl, plateKeys, readSample } from "@/api/plates";
import type { Read } from "@/api/platesTypes";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";
import { Panel } from "@/ui/Panel";
import { StateBadge } from "@/ui/StateBadge";
import { TimeText } from "@/ui/TimeText";
import { plural } from "@/ui/words";

import classes from "./accuracy/Accuracy.module.css";
import { Plate } from "./plate/Plate";
import { tidy } from "./plate/text";
import { Overview } from "./reads/Overview";
import { cameraWords, differences } from "./reads/words";
import { Picture } from "./ui/Picture";
import { PlatesPage } from "./ui/PlatesPage";

interface Said { plate: string | null }

/** What the person sees and what was read, side by side: only now is the machine's answer shown. */
function Comparison({ read, said, busy, onNext }: { read: Read; said: Said; busy: boolean; onNext: () => void }) {
  const right = said.plate === read.plate;
  const marked = said.plate === null || right ? undefined : differences(said.plate, read.plate);
  return (
    <div className={classes["ask"]}>
      <dl className={classes["both"]}>
        <div><dt>You see</dt><dd>{said.plate === null ? <StateBadge tone="off" icon={IconEyeOff} label="Nobody can read it" /> : <Plate text={said.plate} direction={read.direction} size="lg" marked={marked} />}</dd></div>
        <div><dt>It was read as</dt><dd><Plate text={read.plate} direction={read.direction} size="lg" marked={marked} characters={read.characters} /></dd></div>
      </dl>
      {said.plate !== null && <StateBadge tone={right ? "ok" : "bad"} label={right ? "The read is right" : "The read is wrong"} />}
      <Text size="sm" c="dimmed">Your answer is counted as you gave it first, right or wrong.</Text>
      <Button autoFocus loading={busy} rightSection={<IconArrowRight size={18} aria-hidden />} onClick={onNext}>Save, and the next one</Button>
    </div>
  );
}

function Ask({ onSay }: { onSay: (said: Said) => void }) {
  const [typed, setTyped] = useState("");
  const plate = tidy(typed);
  const fits = /^[A-Z0-9]{2,12}$/.test(plate);
  const submit = (event: FormEvent) => { event.preventDefault(); if (fits) onSay({ plate }); };
  return (
    <form className={classes["ask"]} onSubmit={submit}>
      <TextInput label="What do you read?" description="Type the plate as you see it in the pictures. What was read by machine is shown afterwards." autoFocus value={typed} maxLength={16}
        autoComplete="off" autoCapitalize="characters" spellCheck={false} classNames={{ input: classes["plate"] ?? "" }} size="lg" onChange={(event) => { setTyped(event.currentTarget.value); }} />
      <Group>
        <Button type="submit" disabled={!fits} leftSection={<IconCheck size={18} aria-hidden />}>Compare</Button>
        <Button variant="default" leftSection={<IconEyeOff size={18} aria-hidden />} onClick={() => { onSay({ plate: null }); }}>Nobody can read this</Button>
      </Group>
    </form>
  );
}

/** A daily sample of reads: a person says what the plate is, and is told what was read only then. */
export default function CheckReadsPage() {
  const cache = useQueryClient();
  const query = useQuery({ queryKey: plateKeys.samples, queryFn: readSample, staleTime: Number.POSITIVE_INFINITY });
  const [said, setSaid] = useState<Said | null>(null);
  const save = useMutation({
    mutationFn: ({ read, plate }: { read: Read; plate: string | null }) => checkSample(read.id, { plate, right: plate === read.plate }),
    onSuccess: async () => { await cache.resetQueries({ queryKey: plateKeys.samples }); setSaid(null); },
  });
  const sample = query.data;
  const read = sample?.read ?? null;
  return (
    <PlatesPage title="Check reads" lead={sample ? `${plural(sample.left, "read")} of today's sample left. They are drawn by chance, so that the figures are honest.` : "A daily sample, drawn by chance."}>
      {query.isError && <ErrorNote error={query.error} what="The sample was not fetched" retry={() => { void query.refetch(); }} />}
      {!query.isError && !read && <EmptyState icon={IconChecklist} title={query.isPending ? "Fetching the next read" : "No read is left to check today"}>{query.isPending ? null : "Each day some are drawn by chance from the reads of the day before. What was found stands under Accuracy."}</EmptyState>}
      {sample && read && (
        <div className={classes["sample"]}>
          <div className={classes["pictures"]}>
            <Picture src={read.has_patch ? patchUrl(read, sample.look) : null} alt="The plate to be read" width={640} height={170} wide />
            <Overview read={read} look={sample.look} />
            <Text size="sm" c="dimmed">{cameraWords(read)}, <TimeText at={read.at} /></Text>
          </div>
          <Panel title={said ? "Compare" : "Read it yourself"}>
            {said ? <Comparison read={read} said={said} busy={save.isPending} onNext={() => { save.mutate({ read, plate: said.plate }); }} /> : <Ask key={read.id} onSay={setSaid} />}
            {save.isError && <ErrorNote error={save.error} what="Your answer was not saved" />}
          </Panel>
        </div>
      )}
    </PlatesPage>
  );
}
