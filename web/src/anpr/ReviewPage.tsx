import { Button, Group, SegmentedControl, Stack, Text, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { IconAlertTriangle, IconClipboardCheck, IconUserSearch } from "@tabler/icons-react";
import { useState, type FormEvent } from "react";

import { readSearch, useApproveSearch, useOutliers, useReviews, useReviewSearch, useSearches } from "@/api/plates";
import type { Judgement, Review, Search, SearchRecord } from "@/api/platesTypes";
import { DataTable, type Column } from "@/ui/DataTable";
import { Dialog } from "@/ui/Dialog";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";
import { Facts } from "@/ui/Facts";
import { formatTime } from "@/ui/london";
import { notify } from "@/ui/notify";
import { Panel } from "@/ui/Panel";
import { StateBadge } from "@/ui/StateBadge";
import { TimeText } from "@/ui/TimeText";
import { plural } from "@/ui/words";

import { Plate } from "./plate/Plate";
import { SEARCH_COLUMNS } from "./search/Earlier";
import { MODES } from "./search/form";
import { nearWords } from "./search/near";
import { Results } from "./search/Results";
import { PlatesPage } from "./ui/PlatesPage";

/** What was asked, by whom, for whom and why: all that a second person decides on. */
function Asked({ search }: { search: SearchRecord }) {
  return (
    <Stack gap="sm">
      <Group><Plate text={search.plate} size="lg" /><Text size="sm">{MODES[search.mode].label}</Text></Group>
      <Facts facts={[
        { label: "Searched by", value: search.asked_by },
        { label: "Asked", value: <TimeText at={search.asked_at} /> },
        { label: "Asked for by", value: search.requester },
        { label: "Purpose", value: search.purpose },
        { label: "Case", value: search.case_reference },
        { label: "Time searched", value: `${formatTime(search.since, { seconds: false })} to ${formatTime(search.until, { seconds: false })}` },
        { label: "Cameras", value: [search.camera_ids.length === 0 ? "all" : plural(search.camera_ids.length, "camera"), search.near ? nearWords(search.near) : ""].filter(Boolean).join(", ") },
        { label: "Why it waits", value: search.why || "it does not" },
      ]} />
    </Stack>
  );
}

const LEAST_WORDS = 3;

function Approve({ search, onClose }: { search: SearchRecord; onClose: () => void }) {
  const act = useApproveSearch();
  const [remark, setRemark] = useState("");
  const ready = remark.trim().length >= LEAST_WORDS;
  const run = (verb: "approve" | "refuse") => {
    act.mutate({ id: search.id, verb, remark: remark.trim() }, { onSuccess: () => { notify.done(verb === "approve" ? "Search approved" : "Search refused", search.case_reference); onClose(); } });
  };
  return (
    <Dialog opened onClose={onClose} title="Approve a search" size="lg">
      <Stack gap="sm">
        <Asked search={search} />
        <Textarea label="Remark" required autosize minRows={2} maxLength={2000} value={remark} data-autofocus description="Why it is necessary and in proportion, or why it is not." onChange={(event) => { setRemark(event.currentTarget.value); }} />
        {act.isError && <ErrorNote error={act.error} what="Your decision was not saved" />}
        <Group justify="flex-end">
          <Button variant="default" disabled={!ready || act.isPending} onClick={() => { run("refuse"); }}>Refuse</Button>
          <Button disabled={!ready} loading={act.isPending} onClick={() => { run("approve"); }}>Approve</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

const VERDICTS: readonly { value: Judgement; label: string }[] = [{ value: "fits", label: "It fits its reason" }, { value: "unclear", label: "Unclear" }, { value: "does_not_fit", label: "It does not fit" }];

function Judge({ review, onClose }: { review: Review; onClose: () => void }) {
  const act = useReviewSearch();
  const look = useMutation({ mutationFn: readSearch });
  const [verdict, setVerdict] = useState<Judgement | null>(null);
  const [remark, setRemark] = useState("");
  const [shown, setShown] = useState<Search | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (verdict) act.mutate({ id: review.search.id, verdict, remark: remark.trim() }, { onSuccess: () => { notify.done("Review saved", review.search.case_reference); onClose(); } });
  };
  return (
    <Dialog opened onClose={onClose} title="Review a search" size="xl">
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Asked search={review.search} />
          {review.findings.map((finding) => <StateBadge key={finding.kind} tone="warn" label={finding.words} />)}
          {shown ? <Results search={shown} onMore={() => undefined} busy={false} /> : <div><Button size="compact-sm" variant="default" loading={look.isPending} onClick={() => { look.mutate(review.search.id, { onSuccess: setShown }); }}>Look at its results</Button></div>}
          <SegmentedControl fullWidth aria-label="What you found" value={verdict ?? ""} onChange={(chosen) => { setVerdict(chosen as Judgement); }} data={[...VERDICTS]} />
          <Textarea label="Remark" required autosize minRows={2} maxLength={2000} value={remark} onChange={(event) => { setRemark(event.currentTarget.value); }} />
          {(act.isError || look.isError) && <ErrorNote error={act.error ?? look.error} what={act.isError ? "The review was not saved" : "The results were not fetched"} />}
          <Group justify="flex-end"><Button type="submit" loading={act.isPending} disabled={verdict === null || remark.trim().length < LEAST_WORDS}>Save the review</Button></Group>
        </Stack>
      </form>
    </Dialog>
  );
}

function Waiting() {
  const query = useSearches();
  const [open, setOpen] = useState<SearchRecord | null>(null);
  const rows = (query.data?.pages ?? []).flatMap((page) => page.searches).filter((row) => row.status === "waiting");
  const columns: readonly Column<SearchRecord>[] = [...SEARCH_COLUMNS.filter((one) => one.key !== "status"), { key: "by", header: "By", width: "9rem", cell: (row) => row.asked_by },
    { key: "do", header: "Decide", width: "7.5rem", cell: (row) => (row.mine ? <span className="b-dim">your own</span> : <Button size="compact-sm" variant="default" onClick={() => { setOpen(row); }}>Decide</Button>) }];
  return (
    <Panel title="Waiting for an approval" flush>
      {query.isError ? <ErrorNote error={query.error} what="The searches were not read" retry={() => { void query.refetch(); }} />
        : <DataTable caption="Searches that wait for an approval" stack columns={columns} rows={rows} rowKey={(row) => row.id} empty={<EmptyState icon={IconClipboardCheck} title={query.isPending ? "Reading the searches" : "No search waits"} />} />}
      {open && <Approve search={open} onClose={() => { setOpen(null); }} />}
    </Panel>
  );
}

function Queue() {
  const query = useReviews();
  const [open, setOpen] = useState<Review | null>(null);
  const columns: readonly Column<Review>[] = [
    ...SEARCH_COLUMNS.filter((one) => one.key !== "status").map(({ sortBy, ...column }) => ({ ...column, cell: (row: Review) => column.cell(row.search), ...(sortBy ? { sortBy: (row: Review) => sortBy(row.search) } : {}) })),
    { key: "why", header: "Why reviewed", width: "10rem", cell: (row) => (row.reason === "outlier" ? <StateBadge tone="warn" label="Unusual" title={row.findings.map((one) => one.words).join(" ")} /> : <span className="b-dim">Drawn by chance</span>) },
    { key: "do", header: "Review", width: "8rem", cell: (row) => (row.verdict ? <StateBadge tone={row.verdict === "fits" ? "ok" : "warn"} label={VERDICTS.find((one) => one.value === row.verdict)?.label ?? ""} /> : <Button size="compact-sm" variant="default" onClick={() => { setOpen(row); }}>Review</Button>) },
  ];
  return (
    <Panel title="To be reviewed" flush>
      {query.isError ? <ErrorNote error={query.error} what="The reviews were not read" retry={() => { void query.refetch(); }} />
        : <DataTable caption="Searches to be reviewed" stack columns={columns} rows={query.data ?? []} rowKey={(row) => row.search.id} empty={<EmptyState icon={IconUserSearch} title={query.isPending ? "Reading the queue" : "Nothing to review"}>Some searches are drawn by chance, and unusual ones always.</EmptyState>} />}
      {open && <Judge review={open} onClose={() => { setOpen(null); }} />}
    </Panel>
  );
}

const KINDS: Record<string, string> = { own_plate: "Own vehicle", repeated: "The same again and again", out_of_shift: "Outside a shift", many: "Very many" };

function Unusual() {
  const query = useOutliers();
  const rows = query.data ?? [];
  return (
    <Panel title="Unusual" flush>
      {query.isError ? <ErrorNote error={query.error} what="The list was not read" retry={() => { void query.refetch(); }} /> : (
        <DataTable caption="Unusual searches" stack rows={rows} rowKey={(row) => `${row.kind} ${row.user} ${row.when}`} empty={<EmptyState icon={IconAlertTriangle} title={query.isPending ? "Reading the list" : "Nothing unusual"} />} columns={[
          { key: "kind", header: "What", width: "14rem", cell: (row) => <StateBadge tone="warn" label={KINDS[row.kind] ?? row.kind} /> },
          { key: "user", header: "Who", width: "10rem", sortBy: (row) => row.user, cell: (row) => row.user },
          { key: "when", header: "When", width: "12.5rem", sortBy: (row) => row.when, cell: (row) => <TimeText at={row.when} /> },
          { key: "words", header: "In words", cell: (row) => row.words },
          { key: "count", header: "Searches", width: "6.5rem", align: "right", cell: (row) => row.searches.length },
        ]} />
      )}
    </Panel>
  );
}

/** Searches of others: approving, reviewing, and what stands out. Unusual is a reason to ask, and no accusation. */
export default function ReviewPage() {
  return (
    <PlatesPage title="Review of searches" lead="What others searched for, and why. Unusual is a reason to ask, and no accusation.">
      <Waiting />
      <Queue />
      <Unusual />
    </PlatesPage>
  );
}
