import { IconBell, IconLogin2 } from "@tabler/icons-react";

import type { SessionInfo } from "@/api/types";
import { Panel } from "@/ui/Panel";
import { TimeText } from "@/ui/TimeText";

import { methodName, noticeWords } from "./security";
import classes from "./Security.module.css";

/** The sign-in before this one and what happened since, so that one notices what one did not do. */
export function NoticesPanel({ session }: { session: SessionInfo }) {
  const { last_sign_in: last, notices } = session;
  return (
    <Panel title="Lately" flush>
      <ul className={classes["rows"]}>
        <li className={classes["row"]}>
          <IconLogin2 size={22} stroke={1.5} aria-hidden className={classes["sign"]} />
          <div className={classes["what"]}>
            <strong>{last ? <>You last signed in <TimeText at={last.at} seconds={false} /></> : "This is your first sign-in"}</strong>
            {last && <span className="b-dim">{methodName(last.method)}, from {last.address || "this machine"}. Was that not you? Change your password and tell the CCTV manager.</span>}
          </div>
        </li>
        {notices.map((notice) => (
          <li key={notice.id} className={classes["row"]}>
            <IconBell size={22} stroke={1.5} aria-hidden className={classes["sign"]} />
            <div className={classes["what"]}>
              <strong>{noticeWords(notice)}</strong>
              <span className="b-dim"><TimeText at={notice.at} seconds={false} />{notice.address ? `, from ${notice.address}` : ""}</span>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
