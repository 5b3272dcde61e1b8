import { Alert } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation, useSearchParams } from "react-router";

import { noticeWords } from "@/accounts/security/security";
import { keys } from "@/api/keys";
import { adoptSession } from "@/api/session";
import type { SecondQuestion } from "@/api/signinTypes";
import type { SessionInfo } from "@/api/types";
import { notify } from "@/ui/notify";

import { Lantern } from "../Lantern";
import { FirstStep } from "./FirstStep";
import { directoryRefusal, refusal } from "./refusal";
import { SecondStep } from "./SecondStep";
import classes from "./SignIn.module.css";

/** Single sign-on comes back with it where it did not work. */
const REASON = "directory";

/** The way in. The address in the bar stays what it was, so that one goes on where one stood. */
export function SignIn({ ended, onDone }: { ended: boolean; onDone: () => void }) {
  useDocumentTitle("Sign in - Beadle");
  const cache = useQueryClient();
  const [params, setParams] = useSearchParams();
  const [second, setSecond] = useState<SecondQuestion | null>(null);
  const [error, setError] = useState<unknown>(null);
  const reason = params.get(REASON);
  const { pathname } = useLocation();
  const rest = new URLSearchParams(params);
  rest.delete(REASON);
  const place = rest.size > 0 ? `${pathname}?${rest.toString()}` : pathname;

  const note = (fault: unknown) => {
    setError(fault);
    if (reason !== null) setParams(rest, { replace: true });
  };
  const enter = (session: SessionInfo) => {
    // What another person was shown is not shown to this one.
    cache.removeQueries({ predicate: (query) => query.queryKey[0] !== keys.session[0] });
    if (reason !== null) setParams(rest, { replace: true });
    adoptSession(cache, session);
    const [newest] = session.notices;
    // Whoever has to choose a password first is told on that page.
    if (newest && !session.must_choose_password) notify.told("About your sign-in", `${noticeWords(newest)} See Your sign-in, in the menu under your name.`);
    onDone();
  };
  const fault = error !== null ? refusal(error) : reason !== null ? directoryRefusal(reason) : null;
  return (
    <main className={classes["scene"]}>
      <div className={classes["panel"]}>
        <div className={classes["brand"]}>
          <Lantern size={52} />
          <div>
            <h1 className={classes["name"]}>Beadle</h1>
            <p className={classes["motto"]}>Public-space CCTV</p>
          </div>
        </div>
        {ended && !fault && second === null && (
          <Alert color="blue" icon={<IconInfoCircle aria-hidden />} role="status">
            Your session has ended. Sign in to go on where you were.
          </Alert>
        )}
        {fault && (
          <Alert color="red" icon={<IconAlertTriangle aria-hidden />} role="alert" title={fault.title}>{fault.text}</Alert>
        )}
        {second === null
          ? <FirstStep place={place} onDone={enter} onSecond={setSecond} onFault={note} />
          : <SecondStep question={second} onDone={enter} onFault={note} onBack={() => { setSecond(null); }} />}
        <p className={classes["notice"]}>Every sign-in and every look at a picture is written to the audit log.</p>
      </div>
    </main>
  );
}
