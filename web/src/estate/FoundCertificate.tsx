import { Button } from "@mantine/core";
import { IconCertificate } from "@tabler/icons-react";

import type { Certificate } from "@/api/types";
import { TimeText } from "@/ui/TimeText";

import classes from "./Findings.module.css";
import { plainFingerprint, shownFingerprint } from "./trust";

export interface FoundProps {
  certificate: Certificate;
  /** The fingerprint that is entered; "" for none. */
  pinned: string;
  /** Enter this one. Absent where nothing can be entered. */
  onTrust?: ((fingerprint: string) => void) | undefined;
}

/** The certificate that a camera showed. Nobody's trust is assumed: a person compares, and then presses the button. */
export function FoundCertificate({ certificate, pinned, onTrust }: FoundProps) {
  const same = plainFingerprint(pinned) === certificate.fingerprint;
  return (
    <section className={classes["certificate"]} aria-label="The camera's certificate">
      <p className={classes["verdict"]}><IconCertificate size={18} aria-hidden /> {verdict(certificate, same, pinned !== "")}</p>
      <p>SHA-256 fingerprint <span className={`b-mono ${classes["digits"] ?? ""}`}>{shownFingerprint(certificate.fingerprint)}</span></p>
      <p className="b-dim">
        It calls itself {certificate.subject || "nothing"}, issued by {certificate.issuer || "nobody"}
        {certificate.ends && <>, good until <TimeText at={certificate.ends} /></>}.
      </p>
      {!certificate.trusted && !same && (
        <>
          <p>Compare it with the fingerprint on the camera's own page, reached by a cable or from its own network. Somebody in between would show another one.</p>
          {onTrust
            ? <Button variant="default" onClick={() => { onTrust(certificate.fingerprint); }}>It is the same: trust this certificate</Button>
            : <p className="b-dim">To trust it, change the camera and test the address there.</p>}
        </>
      )}
    </section>
  );
}

function verdict(certificate: Certificate, same: boolean, pinned: boolean): string {
  if (same) return "It shows the certificate that is trusted.";
  if (certificate.trusted) return "It shows a certificate that this machine trusts.";
  return pinned ? "It shows another certificate than the one that is entered." : "It shows a certificate that nobody here has vouched for.";
}
