import { Anchor, Button } from "@mantine/core";
import { IconMailCheck } from "@tabler/icons-react";

import { rawMessageUrl, useRefusedMessages, useTryMessageAgain } from "@/api/plates";
import type { RefusedMessage } from "@/api/platesTypes";
import { DataTable, type Column } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";
import { notify } from "@/ui/notify";
import { Panel } from "@/ui/Panel";
import { TimeText } from "@/ui/TimeText";
import { formatBytes } from "@/ui/words";

function Again({ message }: { message: RefusedMessage }) {
  const again = useTryMessageAgain();
  if (message.again) return <span className="b-dim">waits</span>;
  return <Button size="compact-sm" variant="default" loading={again.isPending} onClick={() => { again.mutate(message.id, { onSuccess: () => { notify.done("Tried again", "Where it becomes a read it leaves this list."); }, onError: (error) => { notify.failed(error, "It was not tried again"); } }); }}>Try again</Button>;
}

const COLUMNS: readonly Column<RefusedMessage>[] = [
  { key: "at", header: "Received", width: "12.5rem", sortBy: (row) => row.received_at, cell: (row) => <TimeText at={row.received_at} /> },
  { key: "camera", header: "Camera", width: "14rem", sortBy: (row) => row.camera, cell: (row) => row.camera },
  { key: "reason", header: "Why it became no read", cell: (row) => row.reason },
  { key: "adapter", header: "Kind", width: "8rem", from: "md", cell: (row) => row.adapter },
  { key: "raw", header: "Message", width: "9rem", from: "sm", cell: (row) => <Anchor href={rawMessageUrl(row.id)} download size="sm">Save ({formatBytes(row.size)})</Anchor> },
  { key: "again", header: "Try", width: "7.5rem", cell: (row) => <Again message={row} /> },
];

/** Messages that were kept as they came, because nothing could be made of them. */
export function RefusedPanel() {
  const query = useRefusedMessages();
  return (
    <Panel title="Messages that became no read" flush>
      {query.isError ? <ErrorNote error={query.error} what="The messages were not read" retry={() => { void query.refetch(); }} />
        : <DataTable caption="Refused messages" stack columns={COLUMNS} rows={query.data ?? []} rowKey={(row) => row.id}
            empty={<EmptyState icon={IconMailCheck} title={query.isPending ? "Reading the messages" : "Every message was understood"} />} />}
    </Panel>
  );
}
