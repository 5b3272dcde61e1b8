import { Anchor, Button, Loader } from "@mantine/core";
import { IconBuildingBank, IconFingerprint } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactNode } from "react";

import { canUsePasskeys, signWithPasskey } from "@/api/passkeys";
import { proveAtDirectory, useSession } from "@/api/session";
import type { Proof, ProofMethod } from "@/api/signinTypes";
import { CodeField, plainCode, RecoveryField } from "@/ui/CodeField";
import { ErrorNote } from "@/ui/ErrorNote";
import { PasswordField } from "@/ui/PasswordField";

import classes from "./ProofForm.module.css";
import { useProofChoice } from "./useProofChoice";

interface ProofProps {
  /** On the button: "Unlock", "Go on". */
  verb: string;
  /** Hand the proof to the server; rejects with its refusal. */
  send: (proof: Proof) => Promise<unknown>;
  /** Side by side, for a low band under the wall. */
  band?: boolean;
  /** Further buttons, beside the form's own. */
  children?: ReactNode;
}

function Code({ methods, recovery, code, onRecovery, onCode }: { methods: readonly ProofMethod[]; recovery: boolean; code: string; onRecovery: (on: boolean) => void; onCode: (code: string) => void }) {
  const both = methods.includes("totp") && methods.includes("recovery_code");
  return (
    <div className={classes["field"]}>
      {recovery
        ? <RecoveryField required withAsterisk={false} value={code} onChange={onCode} />
        : <CodeField required withAsterisk={false} label="Code from the app" value={code} onChange={onCode} />}
      {both && (
        <Anchor component="button" type="button" size="sm" mt={4} onClick={() => { onRecovery(!recovery); }}>
          {recovery ? "Use a code from the app" : "Use a recovery code"}
        </Anchor>
      )}
    </div>
  );
}

/** Who is there? The password, with a code where the person has one; or a passkey alone. */
export function ProofForm({ verb, send, band = false, children }: ProofProps) {
  const session = useSession();
  const choice = useProofChoice();
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [wantsRecovery, setWantsRecovery] = useState(false);
  const [wantsPassword, setWantsPassword] = useState(false);
  const methods = choice.data?.methods ?? [];
  const withPasskey = methods.includes("passkey") && canUsePasskeys();
  const withCode = methods.includes("totp") || methods.includes("recovery_code");
  const recovery = wantsRecovery || !methods.includes("totp");
  // For who has a passkey and no app the password needs a recovery code, and those are for bad days.
  const passkeyFirst = withPasskey && !methods.includes("totp");
  const withPassword = methods.includes("password") && (!passkeyFirst || wantsPassword);
  const proving = useMutation({
    mutationFn: async (by: "password" | "passkey") => {
      if (by === "password") {
        const second = withCode ? (recovery ? { recovery_code: code.trim() } : { code: plainCode(code) }) : {};
        return await send({ password, ...second });
      }
      const question = await choice.fresh();
      if (!question?.options) return undefined;
      return await send({ ticket: question.ticket, credential: await signWithPasskey(question.options) });
    },
    onError: () => {
      setPassword("");
      setCode("");
      void choice.refetch();
    },
  });
  const leave = useMutation({ mutationFn: proveAtDirectory });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    proving.mutate("password");
  };
  if (choice.isPending) return <div className={classes["wait"]} role="status"><Loader size="sm" aria-hidden /><span className="b-visually-hidden">Asking how you can prove it</span></div>;
  if (choice.isError && choice.data === undefined) return <ErrorNote error={choice.error} what="The question could not be asked" retry={() => { void choice.refetch(); }} />;
  const fault = proving.error ?? leave.error;
  return (
    <div className={classes["proof"]} data-band={band || undefined}>
      {fault && <div className={classes["fault"]}><ErrorNote error={fault} /></div>}
      <form onSubmit={submit} className={classes["form"]}>
        {withPassword && (
          <>
            {/* So that a password manager knows whose password it fills in. */}
            <input className="b-visually-hidden" type="text" name="username" autoComplete="username" value={session?.user.name ?? ""} readOnly tabIndex={-1} aria-hidden />
            <div className={classes["field"]}><PasswordField data-autofocus autoFocus value={password} onChange={setPassword} /></div>
            {withCode && <Code methods={methods} recovery={recovery} code={code} onCode={setCode} onRecovery={(on) => { setWantsRecovery(on); setCode(""); }} />}
            <Button type="submit" className={classes["go"] ?? ""} loading={proving.isPending && proving.variables === "password"}>{verb}</Button>
          </>
        )}
        {withPasskey && (
          <Button variant={withPassword ? "default" : "filled"} className={classes["go"] ?? ""} loading={proving.isPending && proving.variables === "passkey"} data-autofocus={!withPassword || undefined} autoFocus={!withPassword}
            leftSection={<IconFingerprint size={18} stroke={1.6} aria-hidden />} onClick={() => { proving.mutate("passkey"); }}>
            Use your passkey
          </Button>
        )}
        {passkeyFirst && !wantsPassword && methods.includes("password") && (
          <Button variant="default" className={classes["go"] ?? ""} onClick={() => { setWantsPassword(true); }}>{withCode ? "Use password and recovery code" : "Use your password"}</Button>
        )}
        {methods.includes("oidc") && (
          <Button variant="default" className={classes["go"] ?? ""} loading={leave.isPending} leftSection={<IconBuildingBank size={18} stroke={1.6} aria-hidden />} onClick={() => { leave.mutate(); }}>
            Use single sign-on
          </Button>
        )}
        {children}
      </form>
    </div>
  );
}
