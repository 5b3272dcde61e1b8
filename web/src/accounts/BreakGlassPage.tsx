import { Button, Group, Stack, Textarea } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { useState, type FormEvent } from "react";
import { Link } from "react-router";

import { useGlasses, useReviewGlass, type Glass } from "@/api/rights";
import { useCan, useSession } from "@/api/session";
import { DataTable, type Column } from "@/ui/DataTable";
import { Dialog } from "@/ui/Dialog";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";
import { Facts } from "@/ui/Facts";
import { notify } from "@/ui/notify";
import { Page } from "@/ui/Page";
import { StateBadge } from "@/ui/StateBadge";
import { TimeText } from "@/ui/TimeText";
import { plural } from "@/ui/words";

import { RightsTabs } from "./RightsTabs";

const ENDS: Record<string, string> = { person: "by themselves", time: "after its 60 minutes", session: "when they signed out" };

function stateOf(glass: Glass) {
  if (glass.open) return <StateBadge tone="bad" label="Open now" />;
  return glass.reviewed_at === null ? <StateBadge tone="warn" label="To review" /> : <StateBadge tone="ok" label="Reviewed" />;
}

function Review({ glass, onClose }: { glass: Glass; onClose: () => void }) {
  const review = useReviewGlass();
  const own = useSession()?.user.id === glass.user_id;
  const reads = useCan("audit.read");
  const [remark, setRemark] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    review.mutate({ id: glass.id, remark: remark.trim() }, { onSuccess: () => { notify.done("Reviewed", glass.user); onClose(); } });
  };
  return (
    <Stack>
      <Facts facts={[
        { label: "Who", value: glass.user }, { label: "Reason", value: glass.reason }, { label: "Reference", value: glass.case_reference },
        { label: "From", value: <TimeText at={glass.began_at} /> },
        { label: "To", value: glass.ended_at === null ? "still open" : <><TimeText at={glass.ended_at} /> {ENDS[glass.ended_by ?? ""] ?? ""}</> },
        ...(glass.reviewed_at === null ? [] : [{ label: "Reviewed", value: <><TimeText at={glass.reviewed_at} /> by {glass.reviewed_by}</> }, { label: "Remark", value: glass.remark }]),
      ]} />
      {reads && <Link to={`/log?person=${encodeURIComponent(glass.user_id)}&since=${encodeURIComponent(glass.began_at)}&until=${encodeURIComponent(glass.ended_at ?? glass.until)}`}>What they looked at in that time</Link>}
      {glass.reviewed_at === null && (own
        ? <p className="b-dim">Somebody else has to review this one.</p>
        : (
          <form onSubmit={submit}>
            <Stack>
              <Textarea label="What the review found" required autosize minRows={2} maxLength={2000} value={remark} data-autofocus onChange={(event) => { setRemark(event.currentTarget.value); }}
                description="Whether it was needed, and whether what was looked at fits the reason." />
              {review.isError && <ErrorNote error={review.error} what="The review was not saved" />}
              <Group justify="flex-end"><Button type="submit" disabled={remark.trim().length < 3} loading={review.isPending}>Save the review</Button></Group>
            </Stack>
          </form>
        ))}
    </Stack>
  );
}

const columns: readonly Column<Glass>[] = [
  { key: "at", header: "When", width: "12.5rem", sortBy: (row) => row.began_at, cell: (row) => <TimeText at={row.began_at} /> },
  { key: "who", header: "Who", width: "12rem", sortBy: (row) => row.user, cell: (row) => row.user },
  { key: "reason", header: "Reason", cell: (row) => row.reason },
  { key: "reference", header: "Reference", from: "md", width: "10rem", cell: (row) => row.case_reference },
  { key: "state", header: "State", width: "9rem", sortBy: (row) => (row.open ? 0 : row.reviewed_at === null ? 1 : 2), cell: stateOf },
];

/** Every time that somebody opened every camera, and what its review found. */
export default function BreakGlassPage() {
  const glasses = useGlasses();
  const [open, setOpen] = useState<string | null>(null);
  const rows = glasses.data ?? [];
  const glass = rows.find((one) => one.id === open);
  const waiting = rows.filter((one) => one.reviewed_at === null).length;
  const actions: readonly Column<Glass>[] = [...columns, {
    key: "do", header: "Look", width: "8rem",
    cell: (row) => <Button size="compact-sm" variant="default" aria-label={`${row.reviewed_at === null ? "Review" : "Read"} ${row.user}`} onClick={() => { setOpen(row.id); }}>{row.reviewed_at === null ? "Review" : "Read"}</Button>,
  }];
  return (
    <Page title="Broken glass" lead={waiting > 0 ? `${plural(waiting, "time")} to review.` : rows.length > 0 ? "Every time has been reviewed." : undefined}>
      <RightsTabs />
      {glasses.isError
        ? <ErrorNote error={glasses.error} what="The list was not read" retry={() => { void glasses.refetch(); }} />
        : <DataTable caption="Times that the glass was broken" stack columns={actions} rows={rows} rowKey={(row) => row.id} onOpen={(row) => { setOpen(row.id); }}
            empty={<EmptyState icon={IconShieldCheck} title={glasses.isPending ? "Reading the list" : "Nobody has broken the glass"} />} />}
      <Dialog opened={glass !== undefined} onClose={() => { setOpen(null); }} title="Broken glass" size="lg">
        {glass && <Review glass={glass} onClose={() => { setOpen(null); }} />}
      </Dialog>
    </Page>
  );
}
