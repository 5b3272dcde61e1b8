import { IconAlertTriangle, IconCircleCheck, IconCircleX } from "@tabler/icons-react";

import type { Finding, ProbeResult } from "@/api/types";

import { FoundCertificate } from "./FoundCertificate";
import classes from "./Findings.module.css";

const SIGNS = { ok: IconCircleCheck, warning: IconAlertTriangle, error: IconCircleX };
const SPOKEN: Record<Finding["level"], string> = { ok: "Good:", warning: "Look at this:", error: "Fault:" };

interface FindingsProps { result: ProbeResult; name: string; pinned?: string; onTrust?: (fingerprint: string) => void }

/** What a test found, in plain words, with the first picture. */
export function Findings({ result, name, pinned = "", onTrust }: FindingsProps) {
  return (
    <div className={classes["box"]} role="status">
      {result.picture && <img className={classes["picture"]} src={result.picture} alt={`First picture from ${name}`} />}
      <div>
        <p className={classes["verdict"]}>{result.ok ? "The camera works." : "The camera does not work yet."}</p>
        <ul className={classes["list"]}>
          {result.findings.map((finding) => {
            const Sign = SIGNS[finding.level];
            return (
              <li key={finding.text} data-level={finding.level}>
                <Sign size={18} aria-hidden />
                <span><span className="b-visually-hidden">{SPOKEN[finding.level]} </span>{finding.text}</span>
              </li>
            );
          })}
        </ul>
        {result.stream && (
          <p className={classes["stream"]}>
            {result.stream.codec}, {result.stream.width} x {result.stream.height}{result.stream.fps ? `, ${result.stream.fps} pictures a second` : ""}
          </p>
        )}
        {result.certificate && <FoundCertificate certificate={result.certificate} pinned={pinned} onTrust={onTrust} />}
      </div>
    </div>
  );
}
