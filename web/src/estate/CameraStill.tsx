import { Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";

import { stillUrl } from "@/api/video";
import type { Camera } from "@/api/types";
import { useCan } from "@/api/session";
import { useNow } from "@/ui/useNow";

import classes from "./CameraStill.module.css";

const BEFORE_MS = 20_000;
const WIDTH = 1280;

interface Still {
  /** To be laid under whatever is drawn; words where no picture can be had. */
  picture: ReactNode;
  /** Width by height, 16:9 until it is known. */
  ratio: number;
  /** A button for a newer picture. */
  again: ReactNode;
}

/** A recorded picture of the camera from a moment ago. Each one fetched is a look, which the server writes into the log. */
export function useStill(camera: Camera): Still {
  const may = useCan("footage.replay") && camera.may.includes("footage.replay");
  const opened = useNow(null);
  const [asked, setAsked] = useState<number | null>(null);
  const [ratio, setRatio] = useState(16 / 9);
  const [missing, setMissing] = useState(false);
  const moment = new Date((asked ?? opened) - BEFORE_MS).toISOString();
  const why = may ? "No recorded picture could be fetched." : "You may not see this camera's pictures.";
  const picture = !may || missing ? <p className={classes["none"]}>{why} Areas can be drawn all the same.</p> : (
    <img key={moment} src={stillUrl(camera.id, moment, WIDTH)} alt={`Camera ${String(camera.number)} a moment ago`} draggable={false} onError={() => { setMissing(true); }}
      onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => { if (naturalWidth > 0 && naturalHeight > 0) setRatio(naturalWidth / naturalHeight); }} />
  );
  const again = may && (
    <Button size="compact-sm" variant="default" leftSection={<IconRefresh size={17} aria-hidden />} onClick={() => { setMissing(false); setAsked(Date.now()); }}>A newer picture</Button>
  );
  return { picture, ratio, again };
}
