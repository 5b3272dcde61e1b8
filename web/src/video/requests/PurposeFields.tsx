import { Select, TextInput } from "@mantine/core";

import type { Purpose } from "@/api/rights";
import { useSession } from "@/api/session";
import type { SessionInfo } from "@/api/types";

export interface Why { purpose: string | null; reference: string }

/** What a request starts from: what the session looks for. */
export const whyOf = (session: SessionInfo | null): Why => ({ purpose: session?.purpose?.id ?? null, reference: session?.purpose?.case_reference ?? "" });

/** A second person vouches for the session, never for a single request. */
const open = (purpose: Purpose, session: SessionInfo): boolean => !purpose.needs_second_person || session.purpose?.id === purpose.id;

/** Is enough said for this purpose? */
export function isSaid({ purpose, reference }: Why, purposes: readonly Purpose[]): boolean {
  const chosen = purposes.find((one) => one.id === purpose);
  return chosen !== undefined && (!chosen.needs_case_reference || reference.trim() !== "");
}

/** What for, and under which number. */
export function PurposeFields({ why, onChange }: { why: Why; onChange: (why: Why) => void }) {
  const session = useSession();
  if (!session) return null;
  const chosen = session.purposes.find((one) => one.id === why.purpose);
  return (
    <>
      <Select label="Purpose" required placeholder="Choose" allowDeselect={false} value={why.purpose}
        data={session.purposes.map((one) => ({ value: one.id, label: open(one, session) ? one.name : `${one.name} (state it first, with a second person)`, disabled: !open(one, session) }))}
        onChange={(purpose) => { onChange({ ...why, purpose }); }} />
      <TextInput label="Reference" required={chosen?.needs_case_reference ?? false} maxLength={100} value={why.reference}
        description={chosen?.needs_case_reference ? "Crime, log or case number: this purpose needs one." : "Crime, log or case number, where there is one."}
        onChange={(event) => { onChange({ ...why, reference: event.currentTarget.value }); }} />
    </>
  );
}
