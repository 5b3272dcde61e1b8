import { Button, Code, CopyButton, Group, Stack } from "@mantine/core";
import { IconCertificate, IconCopy } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";

import type { AuditProof } from "@/api/types";
import { ErrorNote } from "@/ui/ErrorNote";
import { Facts } from "@/ui/Facts";
import { StateBadge } from "@/ui/StateBadge";
import { TimeText } from "@/ui/TimeText";

import classes from "./AuditPage.module.css";
import { readProof } from "./log";
import { isProven } from "./prove";

interface Shown { proof: AuditProof; fits: boolean }

function Whole({ proof, fits }: Shown) {
  return (
    <Stack gap="sm">
      <Facts facts={[
        { label: "Result", value: fits ? <StateBadge tone="ok" label="In the log, unchanged" /> : <StateBadge tone="bad" label="Does not fit: tell the data protection officer" /> },
        { label: "Place in the log", value: `leaf ${proof.leaf.index.toLocaleString("en-GB")} of ${proof.checkpoint.size.toLocaleString("en-GB")}` },
        { label: "Checkpoint signed", value: <TimeText at={proof.checkpoint.at} zone /> },
        { label: "Time-stamped by an authority", value: proof.checkpoint.stamped ? <TimeText at={proof.checkpoint.stamped} zone /> : "no" },
      ]} />
      <details className={classes["hashes"]}>
        <summary>Hashes and signature</summary>
        <p className="b-dim">Worked out in this browser: SHA-256 over the line, then over {proof.path.length} neighbours up to the root that is signed below (RFC 6962).</p>
        <Code block>{[`leaf  ${proof.leaf.hash}`, ...proof.path.map((hash, at) => `${String(at + 1).padStart(4)}  ${hash}`), `root  ${proof.checkpoint.root}`].join("\n")}</Code>
        <Code block>{proof.checkpoint.note}</Code>
        <CopyButton value={JSON.stringify(proof, null, 2)}>
          {({ copied, copy }) => <Button size="compact-sm" variant="default" leftSection={<IconCopy size={15} aria-hidden />} onClick={copy}>{copied ? "Copied" : "Copy the proof"}</Button>}
        </CopyButton>
      </details>
    </Stack>
  );
}

/** Prove one line: the path to a signed root, worked out here. */
export function Proof({ line }: { line: number }) {
  const prove = useMutation({
    mutationFn: async (): Promise<Shown> => {
      const proof = await readProof(line);
      return { proof, fits: await isProven(proof) };
    },
  });
  return (
    <section className={classes["proof"]} aria-label="Proof" aria-live="polite">
      {prove.data ? <Whole {...prove.data} /> : (
        <Group justify="space-between" wrap="nowrap">
          <span className="b-dim">Every line is sealed into a tree of hashes whose root is signed each minute.</span>
          <Button variant="default" leftSection={<IconCertificate size={17} aria-hidden />} loading={prove.isPending} onClick={() => { prove.mutate(); }}>Prove this line</Button>
        </Group>
      )}
      {prove.isError && <ErrorNote error={prove.error} what="The line was not proven" />}
    </section>
  );
}
