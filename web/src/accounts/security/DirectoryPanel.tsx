import { Button, Group, Text } from "@mantine/core";
import { IconBuildingBank } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useSearchParams } from "react-router";

import { leaveFor } from "@/api/session";
import { useSignInMethods } from "@/api/signin";
import type { Security } from "@/api/signinTypes";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { ErrorNote } from "@/ui/ErrorNote";
import { notify } from "@/ui/notify";
import { Panel } from "@/ui/Panel";

import { useUnlinkDirectory } from "./security";
import classes from "./Security.module.css";

/** What the round trip to single sign-on came back with. */
const ANSWERS: Record<string, { good: boolean; words: string }> = {
  linked: { good: true, words: "Linked. From now on it lets you in." },
  taken: { good: false, words: "That account is linked to somebody else here. Sign in there as yourself and try again." },
};
const FAILED = { good: false, words: "It was not linked: the sign-in there was not finished. Try again." };

/** The council's single sign-on, where there is one: linked to one's account there, or not. */
export function DirectoryPanel({ security }: { security: Security }) {
  const name = useSignInMethods().data?.oidc?.name;
  const [params] = useSearchParams();
  const link = useMutation({ mutationFn: () => leaveFor("/account/oidc/begin") });
  const unlink = useUnlinkDirectory();
  if (name === undefined) return null;
  const came = params.get("directory");
  const answer = came === null ? null : ANSWERS[came] ?? FAILED;
  return (
    <Panel title="Single sign-on" flush>
      <div className={classes["row"]}>
        <IconBuildingBank size={22} stroke={1.5} aria-hidden className={classes["sign"]} />
        <div className={classes["what"]}>
          <strong>{name}</strong>
          <span className="b-dim">{security.directory === null ? "Not linked" : `Linked (${security.directory})`}</span>
        </div>
        {security.directory === null
          ? <Button size="compact-sm" variant="default" loading={link.isPending} onClick={() => { link.mutate(); }}>Link your account</Button>
          : (
            <ConfirmButton size="compact-sm" question={`Unlink ${name}?`} confirm="Unlink" consequence="It no longer lets you in. Make sure that your password or a passkey does."
              run={async () => { await unlink.mutateAsync(undefined); notify.done("Unlinked", name); }}>
              Unlink
            </ConfirmButton>
          )}
      </div>
      {answer && <Group px="md" pb="md"><Text size="sm" role="status" c={answer.good ? "var(--b-ok)" : "var(--b-warn)"}>{answer.words}</Text></Group>}
      {link.isError && <ErrorNote error={link.error} what="Not linked" />}
    </Panel>
  );
}
