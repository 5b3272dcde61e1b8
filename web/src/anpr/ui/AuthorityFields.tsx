import { Select, TextInput } from "@mantine/core";

import { useSession } from "@/api/session";

import { isOpenPurpose, type Draft, type Faults } from "./authority";

/** What for, under which number, and who asked. */
export function AuthorityFields({ draft, faults, onChange }: { draft: Draft; faults: Faults<keyof Draft>; onChange: (draft: Draft) => void }) {
  const session = useSession();
  if (!session) return null;
  return (
    <>
      <Select label="Purpose" required placeholder="Choose" value={draft.purpose} error={faults.purpose} onChange={(purpose) => { onChange({ ...draft, purpose }); }}
        data={session.purposes.map((one) => ({ value: one.id, label: isOpenPurpose(one, session) ? one.name : `${one.name} (state it first, with a second person)`, disabled: !isOpenPurpose(one, session) }))} />
      <TextInput label="Case reference" required maxLength={120} autoComplete="off" placeholder="e.g. 26000/512" value={draft.reference} error={faults.reference} onChange={(event) => { onChange({ ...draft, reference: event.currentTarget.value }); }} />
      <TextInput label="Who asked for it" required maxLength={200} autoComplete="off" placeholder="e.g. PC 2214 Slater" value={draft.requester} error={faults.requester} onChange={(event) => { onChange({ ...draft, requester: event.currentTarget.value }); }} />
    </>
  );
}
