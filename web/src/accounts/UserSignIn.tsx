import { Button, Group, Stack } from "@mantine/core";
import type { UseMutationResult } from "@tanstack/react-query";

import type { User } from "@/api/types";
import { ErrorNote } from "@/ui/ErrorNote";
import { notify } from "@/ui/notify";

import { useEndSessions, useResetFactors } from "./users";

interface ActProps { user: User; onClose: () => void }
interface SureProps extends ActProps { act: UseMutationResult<unknown, Error, string>; verb: string; done: string; children: string }

function Sure({ user, act, verb, done, children, onClose }: SureProps) {
  const run = () => { act.mutate(user.id, { onSuccess: () => { notify.done(done, user.display_name); onClose(); } }); };
  return (
    <Stack>
      <p style={{ margin: 0 }}>{children}</p>
      {act.isError && <ErrorNote error={act.error} what="It was not done" />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>Keep as it is</Button>
        <Button color="red" loading={act.isPending} onClick={run}>{verb}</Button>
      </Group>
    </Stack>
  );
}

/** End every session of somebody: a lost phone, a desk left open. */
export function EndSessions(props: ActProps) {
  return (
    <Sure {...props} act={useEndSessions()} verb="Sign them out" done="Signed out everywhere">
      {`${props.user.display_name} is signed out at every desk, and any picture they are watching ends within seconds. They can sign in again.`}
    </Sure>
  );
}

/** Take away passkeys, authenticator app and recovery codes of somebody who lost them. */
export function ResetFactors(props: ActProps) {
  return (
    <Sure {...props} act={useResetFactors()} verb="Take them away" done="Second factors taken away">
      {`Passkeys, authenticator app and recovery codes of ${props.user.display_name} stop working at once, and they are signed out. Make sure in person that it is they who ask.`}
    </Sure>
  );
}
