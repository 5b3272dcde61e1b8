import { SegmentedControl, Text, useMantineColorScheme } from "@mantine/core";

import { useOwnSentences } from "@/api/rights";
import { useSession } from "@/api/session";
import { ErrorNote } from "@/ui/ErrorNote";
import { Facts } from "@/ui/Facts";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { roleName } from "@/ui/words";

import classes from "./AccountPage.module.css";
import { Sentences } from "./Sentences";
import { DirectoryPanel } from "./security/DirectoryPanel";
import { NoticesPanel } from "./security/NoticesPanel";
import { PasskeysPanel } from "./security/PasskeysPanel";
import { PasswordPanel } from "./security/PasswordPanel";
import { useSecurity } from "./security/security";
import { SessionsPanel } from "./security/SessionsPanel";
import { TotpPanel } from "./security/TotpPanel";

function OwnRights() {
  const said = useOwnSentences();
  return (
    <Panel title="What you may do">
      {said.isError
        ? <ErrorNote error={said.error} what="Your rights could not be read" retry={() => { void said.refetch(); }} />
        : <Sentences sentences={said.data?.sentences ?? []} />}
    </Panel>
  );
}

/** One's own account: who one is here, what one may do here, what the sign-in rests on, where one is signed in, the light of the screen. */
export default function AccountPage() {
  const session = useSession();
  const security = useSecurity();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  if (!session) return null;
  const { user } = session;
  return (
    <Page title="Your sign-in" lead="What lets you in, and nobody else.">
      {security.isError && <ErrorNote error={security.error} what="Your sign-in could not be read" retry={() => { void security.refetch(); }} />}
      <div className={classes["columns"]}>
        <div className={classes["column"]}>
          {security.data && <PasskeysPanel security={security.data} />}
          {security.data && <TotpPanel security={security.data} />}
          {security.data && <DirectoryPanel security={security.data} />}
          <PasswordPanel security={security.data} />
        </div>
        <div className={classes["column"]}>
          <Panel title="You">
            <Facts facts={[{ label: "Name", value: user.display_name }, { label: "Sign-in name", value: user.name }, { label: "Roles", value: user.roles.map(roleName).join(", ") }]} />
          </Panel>
          <NoticesPanel session={session} />
          <OwnRights />
          {security.data && <SessionsPanel security={security.data} />}
          <Panel title="Light of the screen">
            <SegmentedControl aria-label="Light of the screen" value={colorScheme === "light" ? "light" : "dark"} onChange={(value) => { setColorScheme(value === "light" ? "light" : "dark"); }}
              data={[{ value: "dark", label: "Dark: control room" }, { value: "light", label: "Light: office" }]} />
            <Text size="sm" c="dimmed" mt="sm">Kept on this desk.</Text>
          </Panel>
        </div>
      </div>
    </Page>
  );
}
