import { ActionIcon, Anchor, CopyButton, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy, IconDownload } from "@tabler/icons-react";

import type { ExportFile } from "@/api/types";
import { formatBytes } from "@/ui/words";

import classes from "./Requests.module.css";

/** The server's addresses are under its own origin; anything else is not linked. */
export function safeUrl(url: string): string | undefined {
  return url.startsWith("/api/") ? url : undefined;
}

/** A file has its hash once it is whole; before that there is nothing to fetch. */
const isMade = (file: ExportFile): boolean => file.sha256 !== "";

function Hash({ value }: { value: string }) {
  return (
    <span className={classes["hash"]}>
      <span className="b-mono" title={`SHA-256 ${value}`}>{value}</span>
      <CopyButton value={value} timeout={2000}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? "Copied" : "Copy the SHA-256"}>
            <ActionIcon size={24} color="gray" aria-label="Copy the SHA-256" onClick={copy}>
              {copied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </span>
  );
}

/** What an export made: each file to be fetched, and the hash that a third party can check. */
export function ExportFiles({ files, nameOf }: { files: readonly ExportFile[]; nameOf: (camera: string) => string }) {
  return (
    <div className={classes["scroller"]}>
      <table className={classes["files"]}>
        <caption className="b-visually-hidden">Files of this export</caption>
        <thead><tr><th scope="col">File</th><th scope="col">Camera</th><th scope="col">Kind</th><th scope="col">Size</th><th scope="col">SHA-256</th></tr></thead>
        <tbody>
          {files.map((file) => (
            <tr key={`${file.name}${file.kind}`}>
              <td>
                {isMade(file)
                  ? <Anchor href={safeUrl(file.url)} download={file.name} size="sm"><IconDownload size={15} aria-hidden /> {file.name}</Anchor>
                  : <span className="b-dim">{file.name}</span>}
              </td>
              <td>{nameOf(file.camera)}</td>
              <td>{file.kind === "master" ? "Master" : "Working copy"}</td>
              <td className="b-mono">{isMade(file) ? formatBytes(file.bytes) : ""}</td>
              <td>{isMade(file) ? <Hash value={file.sha256} /> : <span className="b-dim">Being made</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
