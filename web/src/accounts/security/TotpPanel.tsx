import { Button, Group, Text } from "@mantine/core";
import { IconDeviceMobile, IconListNumbers } from "@tabler/icons-react";
import { useState } from "react";

import type { Security } from "@/api/signinTypes";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { Dialog } from "@/ui/Dialog";
import { notify } from "@/ui/notify";
import { Panel } from "@/ui/Panel";
import { TimeText } from "@/ui/TimeText";
import { plural } from "@/ui/words";

import { RecoveryCodesDialog } from "./RecoveryCodesDialog";
import { useNewRecoveryCodes, useRemoveTotp } from "./security";
import classes from "./Security.module.css";
import { TotpSetup } from "./TotpSetup";

const FEW = 3;

/** The authenticator app, and the recovery codes for the day that it is lost. */
export function TotpPanel({ security }: { security: Security }) {
  const [setting, setSetting] = useState(false);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const remove = useRemoveTotp();
  const renew = useNewRecoveryCodes();
  const has = security.totp_since !== null;
  const hasAny = has || security.passkeys.length > 0;
  const left = security.recovery_codes_left;
  return (
    <Panel title="Authenticator app" flush actions={!has && (
      <Button size="compact-sm" variant={hasAny ? "default" : "filled"} onClick={() => { setSetting(true); }}>Set up the app</Button>
    )}>
      <ul className={classes["rows"]}>
        {has && (
          <li className={classes["row"]}>
            <IconDeviceMobile size={22} stroke={1.5} aria-hidden className={classes["sign"]} />
            <div className={classes["what"]}><strong>App on your phone</strong><span className="b-dim">Set up <TimeText at={security.totp_since} seconds={false} /></span></div>
            <Group gap="xs" wrap="nowrap">
              <Button variant="default" size="compact-sm" onClick={() => { setSetting(true); }}>Replace</Button>
              <ConfirmButton size="compact-sm" aria-label="Remove the authenticator app" question="Remove the authenticator app?" confirm="Remove the app"
                consequence={security.passkeys.length > 0 ? "Its codes no longer let you in. Your passkeys go on." : "Your password alone would then let you in. If your role asks for a second factor, you have to set one up again before you can go on."}
                run={async () => { await remove.mutateAsync(undefined); notify.done("Authenticator app removed"); }}>
                Remove
              </ConfirmButton>
            </Group>
          </li>
        )}
        {hasAny && (
          <li className={classes["row"]}>
            <IconListNumbers size={22} stroke={1.5} aria-hidden className={classes["sign"]} />
            <div className={classes["what"]}>
              <strong>Recovery codes</strong>
              <span className={left < FEW ? classes["few"] : "b-dim"}>{left === 0 ? "None left" : `${plural(left, "code")} left`}{left < FEW ? ": make new ones" : ""}</span>
            </div>
            <ConfirmButton size="compact-sm" question="Make new recovery codes?" confirm="Make new codes"
              consequence="You see ten new codes once. All older ones stop working."
              run={async () => { setCodes((await renew.mutateAsync(undefined)).recovery_codes); }}>
              Make new codes
            </ConfirmButton>
          </li>
        )}
      </ul>
      {!has && (
        <Text size="sm" c="dimmed" p="md">
          An app on your phone shows six figures that change every half minute. Any common one will do: it works without a network, and sends nothing to anybody.
        </Text>
      )}
      <Dialog opened={setting} onClose={() => { setSetting(false); }} title={has ? "Replace the authenticator app" : "Set up an authenticator app"} size="lg">
        <TotpSetup onClose={() => { setSetting(false); }} onDone={(made) => {
          setSetting(false);
          notify.done("Authenticator app set up");
          // Whoever has codes already keeps them, and is given none.
          if (made.length > 0) setCodes(made);
        }} />
      </Dialog>
      <RecoveryCodesDialog codes={codes} onClose={() => { setCodes(null); }} />
    </Panel>
  );
}
