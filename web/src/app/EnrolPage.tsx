import { Button } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";

import { PasskeysPanel } from "@/accounts/security/PasskeysPanel";
import { TotpPanel } from "@/accounts/security/TotpPanel";
import { useSecurity } from "@/accounts/security/security";
import { keys } from "@/api/keys";
import { useSignOut } from "@/api/session";
import { ErrorNote } from "@/ui/ErrorNote";

import classes from "./EnrolPage.module.css";
import { Lantern } from "./Lantern";
import { OpeningPage } from "./PlainPages";

/** For those whose role asks for a second factor and who have none: nothing else opens until there is one. */
export function EnrolPage({ onDone }: { onDone: () => void }) {
  useDocumentTitle("Set up your sign-in - Beadle");
  const cache = useQueryClient();
  const security = useSecurity();
  const signOut = useSignOut();
  const goOn = async () => {
    await cache.invalidateQueries({ queryKey: keys.session, exact: true });
    onDone();
  };
  const done = security.data !== undefined && (security.data.passkeys.length > 0 || security.data.totp_since !== null);
  return (
    <main className={classes["scene"]}>
      <div className={classes["page"]}>
        <div className={classes["brand"]}>
          <Lantern size={44} />
          <div>
            <h1 className={classes["title"]}>Set up a second factor</h1>
            <p className={classes["lead"]}>Your role asks for more than a password, so that a stolen one opens nothing. Set up one of these; it takes a minute.</p>
          </div>
        </div>
        {security.isError && <ErrorNote error={security.error} what="Your sign-in could not be read" retry={() => { void security.refetch(); }} />}
        {security.isPending && <OpeningPage />}
        {security.data && (
          <div className={classes["ways"]}>
            <PasskeysPanel security={security.data} />
            <TotpPanel security={security.data} />
          </div>
        )}
        <div className={classes["foot"]}>
          <Button variant="default" loading={signOut.isPending} onClick={() => { signOut.mutate(); }}>Sign out</Button>
          <Button disabled={!done} onClick={() => { void goOn(); }}>Go on to Beadle</Button>
        </div>
      </div>
    </main>
  );
}
