import { CopyButton, Popover, UnstyledButton } from "@mantine/core";

import type { AuditState } from "@/api/types";
import { Facts } from "@/ui/Facts";
import { StateBadge } from "@/ui/StateBadge";
import { TimeText } from "@/ui/TimeText";
import { plural } from "@/ui/words";

import classes from "./AuditPage.module.css";
import { useLogState } from "./log";

function Copies({ copies }: Pick<AuditState, "copies">) {
  if (copies.length === 0) return <>nowhere: set a second place in beadle.toml, so that a forged log is noticed</>;
  return <>{copies.map((copy) => <span key={copy.place} className={classes["copy"]}>{copy.place}: {copy.ok ? "arrived" : `failed, ${copy.error}`} (<TimeText at={copy.at} />)</span>)}</>;
}

/** Whether the log is sealed and signed, in one line; the particulars behind it. */
export function LogState() {
  const state = useLogState().data;
  if (!state) return null;
  const { checkpoint, troubles } = state;
  const sealed = troubles.length > 0
    ? <StateBadge tone="bad" label={troubles[0] ?? ""} />
    : <StateBadge tone="ok" label={`${state.size.toLocaleString("en-GB")} sealed`} />;
  return (
    <Popover position="bottom-end" width="min(34rem, 94vw)" withArrow shadow="md" trapFocus>
      <Popover.Target><UnstyledButton className={classes["state"] ?? ""} aria-label={`${troubles[0] ?? `${state.size.toLocaleString("en-GB")} sealed`}: state of the log`}>{sealed}</UnstyledButton></Popover.Target>
      <Popover.Dropdown>
        <h2 className={classes["stateTitle"]}>State of the log</h2>
        {troubles.length > 0 && <ul>{troubles.map((trouble) => <li key={trouble}>{trouble}</li>)}</ul>}
        <Facts facts={[
          { label: "Sealed into the tree", value: `${plural(state.size, "line")} and hashes of footage` },
          { label: "Waiting", value: state.unsealed === 0 ? "none" : plural(state.unsealed, "line") },
          { label: "Last signed", value: checkpoint ? <TimeText at={checkpoint.at} zone /> : "not yet" },
          { label: "Time-stamped", value: checkpoint?.stamped ? <TimeText at={checkpoint.stamped} zone /> : "no" },
          { label: "Copies go to", value: <Copies copies={state.copies} /> },
          { label: "Key that checks it", value: <CopyButton value={state.key}>{({ copied, copy }) => <UnstyledButton className={`b-mono ${classes["key"] ?? ""}`} onClick={copy} title="Copy">{copied ? "Copied" : state.key}</UnstyledButton>}</CopyButton> },
        ]} />
        <p className="b-dim">To check the whole log: <code>beadle audit verify</code></p>
      </Popover.Dropdown>
    </Popover>
  );
}
