import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { useEffect, useState, type ReactNode } from "react";

import { onSignedOut } from "@/api/client";
import { keys } from "@/api/keys";
import { useSessionQuery } from "@/api/session";
import { EmptyState } from "@/ui/EmptyState";

import { Desk } from "./lock/Desk";
import { OpeningPage } from "./PlainPages";
import { SignIn } from "./signin/SignIn";

/**
 * What is inside is for signed-in people. The address in the bar never changes on the way,
 * so after signing in one stands where one was.
 */
export function SignedIn({ children }: { children: ReactNode }) {
  const cache = useQueryClient();
  const session = useSessionQuery({ watch: true });
  const [ended, setEnded] = useState(false);
  useEffect(() => onSignedOut(() => {
    if (cache.getQueryData(keys.session) === null) return;
    setEnded(true);
    cache.setQueryData(keys.session, null);
  }), [cache]);

  if (session.isPending) return <OpeningPage />;
  if (session.isError && session.data === undefined) {
    return (
      <main>
        <EmptyState icon={IconPlugConnectedX} title="The Beadle server does not answer."
          action={<Button onClick={() => { void session.refetch(); }} loading={session.isFetching}>Try again</Button>}>
          Check the network cable of this desk, then whether the server is switched on. Recording may well be going on.
        </EmptyState>
      </main>
    );
  }
  if (!session.data) return <SignIn ended={ended} onDone={() => { setEnded(false); }} />;
  return <Desk session={session.data} onEnd={() => { setEnded(true); }}>{children}</Desk>;
}
