import { Anchor } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useParams } from "react-router";

import { previewImport, useHotlists } from "@/api/plates";
import type { Import, Mapping } from "@/api/platesTypes";
import { ErrorNote } from "@/ui/ErrorNote";

import { tidyMapping } from "./hotlists/importing";
import { ChooseFile, MapColumns, Preview, Running } from "./hotlists/ImportSteps";
import { PlatesPage } from "./ui/PlatesPage";

/** Plates from a spreadsheet: the file, its columns, what would happen, and only then the doing. */
export default function HotlistImportPage() {
  const { id = "" } = useParams();
  const list = useHotlists().data?.find((one) => one.id === id);
  const [upload, setUpload] = useState<Import | null>(null);
  const [mapping, setMapping] = useState<Mapping>({});
  const [started, setStarted] = useState<Import | null>(null);
  const preview = useMutation({ mutationFn: (given: { id: string; mapping: Mapping }) => previewImport(given.id, tidyMapping(given.mapping)) });
  const take = (one: Import) => { setUpload(one); setMapping(one.guessed); setStarted(null); preview.reset(); };
  return (
    <PlatesPage title={`Bring plates in${list ? `: ${list.name}` : ""}`} lead={<Anchor component={Link} to={`/plates/hotlists/${id}`} c="dimmed">Back to the list</Anchor>}>
      {!started && <ChooseFile list={id} onUpload={take} />}
      {upload && !started && <MapColumns upload={upload} mapping={mapping} busy={preview.isPending} onChange={(next) => { setMapping(next); preview.reset(); }} onPreview={() => { preview.mutate({ id: upload.id, mapping }); }} />}
      {preview.isError && <ErrorNote error={preview.error} what="The file was not looked at" />}
      {upload && preview.data && !started && <Preview upload={upload} mapping={mapping} preview={preview.data} onStart={setStarted} />}
      {started && <Running id={started.id} list={id} />}
    </PlatesPage>
  );
}
