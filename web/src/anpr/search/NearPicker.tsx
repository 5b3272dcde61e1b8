import { NumberInput, Select, Text, TextInput } from "@mantine/core";
import { useMemo, useState } from "react";

import { useSites } from "@/api/cameras";

import { camerasWithin, LEAST_METRES, MOST_METRES, namedPlaces, nearOf, parsePlace, placeWords, withinWords, type NearDraft, type Place } from "./near";
import { NearMap } from "./NearMap";
import classes from "./Search.module.css";
import { useSearchable } from "./useSearchable";

/** `map`: the map stands here, and not beside the form. */
interface PickerProps { value: NearDraft; error: string | undefined; map: boolean; onChange: (near: NearDraft) => void }

/** Around a place: chosen by name, pressed on the map, or typed; and how far. */
export function NearPicker({ value, error, map, onChange }: PickerProps) {
  const cameras = useSearchable();
  const sites = useSites().data;
  const [typed, setTyped] = useState<{ text: string; place: Place | null } | null>(null);
  const named = useMemo(() => namedPlaces(sites ?? [], cameras), [sites, cameras]);
  const near = nearOf(value);
  const within = near ? camerasWithin(near, cameras, sites ?? []) : [];
  // What is being typed stands as it is typed, until the place is chosen in another way.
  const text = typed && typed.place === value.place ? typed.text : value.place ? placeWords(value.place) : "";
  const type = (said: string) => {
    const place = parsePlace(said);
    setTyped({ text: said, place });
    onChange({ ...value, place, name: null });
  };
  const choose = (name: string | null) => {
    setTyped(null);
    onChange({ ...value, name, place: name === null ? null : named.find((one) => one.value === name)?.place ?? null });
  };
  const options = (group: string) => ({ group, items: named.filter((one) => one.group === group).map((one) => ({ value: one.value, label: one.label })) });
  return (
    <div className={classes["picker"]}>
      <Select label="Place" description="A site or a camera; or press on the map, or type where it is." placeholder="Name of a site or camera" searchable clearable nothingFoundMessage="No such site or camera." maxDropdownHeight={260}
        value={value.name} error={error} clearButtonProps={{ "aria-label": "No place" }} onChange={choose} data={[options("Sites"), options("Cameras")]} />
      <div className={classes["nearPair"]}>
        <TextInput label="Latitude, longitude" placeholder="53.2346, -1.4338" autoComplete="off" value={text} error={text.trim() !== "" && parsePlace(text) === null ? "Type it like 53.2346, -1.4338." : undefined}
          onChange={(event) => { type(event.currentTarget.value); }} />
        <NumberInput label="Within" suffix=" m" min={LEAST_METRES} max={MOST_METRES} step={50} clampBehavior="strict" thousandSeparator="," allowDecimal={false} value={value.metres} onChange={(metres) => { onChange({ ...value, metres: Number(metres) || LEAST_METRES }); }} />
      </div>
      {map && <NearMap value={value} onChange={onChange} />}
      <Text size="sm" role="status" c={near && within.length === 0 ? "var(--b-warn)" : "dimmed"}>{near ? withinWords(near, within) : "No place is chosen yet."}</Text>
    </div>
  );
}
