import { Button, Group, Select, SimpleGrid, Stack, TagsInput, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";

import { previewMapping } from "@/api/plates";
import type { ColumnMapping, Columns, MappedRow } from "@/api/platesTypes";
import { COLUMNS } from "@/api/platesTypes";
import { DataTable, type Column } from "@/ui/DataTable";
import { ErrorNote } from "@/ui/ErrorNote";
import { StateBadge } from "@/ui/StateBadge";
import { TimeText } from "@/ui/TimeText";
import { useState } from "react";

import { Plate } from "../plate/Plate";
import { percent } from "../plate/text";

const NAMES: Record<keyof Columns, string> = {
  plate: "Plate", time: "Time", event: "Camera's own number", confidence: "Confidence", direction: "Direction", lane: "Lane", vehicle_color: "Colour", vehicle_kind: "Kind of vehicle",
  left: "Plate: left", top: "Plate: top", width: "Plate: width", height: "Plate: height", patch: "Picture of the plate", overview: "Overview picture",
};
/** Enough for most cameras; the others are under More. */
const USUAL = 8;
const NO_COLUMNS = Object.fromEntries(COLUMNS.map((name) => [name, ""])) as Columns;
export const BLANK_MAPPING: ColumnMapping = { format: "json", columns: NO_COLUMNS, rows: "", delimiter: ",", confidence_top: 100, time_format: "", towards: [], away: [] };

const ROWS: readonly Column<MappedRow>[] = [
  { key: "plate", header: "Plate", width: "10rem", cell: (row) => (row.plate === "" ? <span className="b-dim">none</span> : <Plate text={row.plate} size="sm" />) },
  { key: "at", header: "Time", width: "12rem", cell: (row) => <TimeText at={row.at} none="none" /> },
  { key: "confidence", header: "Sure", width: "5rem", cell: (row) => (row.confidence === null ? "" : percent(row.confidence)) },
  { key: "direction", header: "Direction", width: "7rem", cell: (row) => row.direction },
  { key: "event", header: "Number", width: "7rem", from: "md", cell: (row) => row.event },
  { key: "problem", header: "Problem", cell: (row) => row.problem !== "" && <StateBadge tone="bad" label={row.problem} /> },
];

/** Which value of a message is what, tried on a real one before it is saved. */
export function MappingEditor({ mapping, zone, onChange }: { mapping: ColumnMapping; zone: string; onChange: (mapping: ColumnMapping) => void }) {
  const [sample, setSample] = useState("");
  const [more, setMore] = useState(false);
  const preview = useMutation({ mutationFn: () => previewMapping({ sample, mapping, zone }) });
  const shown = more ? COLUMNS : COLUMNS.slice(0, USUAL);
  const set = (change: Partial<ColumnMapping>) => { onChange({ ...mapping, ...change }); };
  return (
    <Stack gap="sm">
      <Group grow align="flex-start">
        <Select label="Messages are" value={mapping.format} data={[{ value: "json", label: "JSON" }, { value: "xml", label: "XML" }, { value: "csv", label: "CSV" }]} onChange={(format) => { set({ format: (format ?? "json") as ColumnMapping["format"] }); }} />
        <TextInput label="List of reads" placeholder="data.results" value={mapping.rows} description="Empty: a message is one read." disabled={mapping.format === "csv"} onChange={(event) => { set({ rows: event.currentTarget.value }); }} />
        <Select label="Certainty goes up to" value={String(mapping.confidence_top)} data={["1", "100", "255"]} onChange={(top) => { set({ confidence_top: Number(top ?? 100) }); }} />
      </Group>
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 4 }} spacing="sm">
        {shown.map((name) => (
          <TextInput key={name} label={NAMES[name]} required={name === "plate"} value={mapping.columns[name]} placeholder={mapping.format === "csv" ? "COLUMN" : "vehicle.plate"} autoComplete="off" spellCheck={false}
            styles={{ input: { fontFamily: "var(--b-mono)" } }} onChange={(event) => { set({ columns: { ...mapping.columns, [name]: event.currentTarget.value } }); }} />
        ))}
      </SimpleGrid>
      <div><Button size="compact-sm" variant="subtle" aria-expanded={more} onClick={() => { setMore((was) => !was); }}>{more ? "Fewer" : "More: place of the plate, pictures"}</Button></div>
      <Group grow align="flex-start">
        <TagsInput label="Words for towards the camera" value={mapping.towards} onChange={(towards) => { set({ towards }); }} />
        <TagsInput label="Words for away from it" value={mapping.away} onChange={(away) => { set({ away }); }} />
        <TextInput label="How times are written" placeholder="%d/%m/%Y %H:%M:%S" value={mapping.time_format} description="Empty: the usual forms." onChange={(event) => { set({ time_format: event.currentTarget.value }); }} />
      </Group>
      <Textarea label="A message to try it on" autosize minRows={4} maxRows={12} value={sample} spellCheck={false} styles={{ input: { fontFamily: "var(--b-mono)", fontSize: "0.8125rem" } }} onChange={(event) => { setSample(event.currentTarget.value); }} />
      <Group>
        <Button variant="default" loading={preview.isPending} disabled={sample.trim() === "" || mapping.columns.plate.trim() === ""} onClick={() => { preview.mutate(); }}>Try it</Button>
        <Text size="sm" c="dimmed">Nothing is stored by trying.</Text>
      </Group>
      {preview.isError && <ErrorNote error={preview.error} what="It could not be tried" />}
      {preview.data && (
        <div role="status">
          {preview.data.problems.map((one) => <div key={one}><StateBadge tone="warn" label={one} /></div>)}
          <DataTable caption="What the message would become" stack columns={ROWS} rows={preview.data.rows} rowKey={(row) => `${row.event} ${row.plate} ${row.at ?? ""} ${row.problem}`} empty={<Text c="dimmed">It would become no read.</Text>} />
        </div>
      )}
    </Stack>
  );
}
