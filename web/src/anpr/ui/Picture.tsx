import { IconPhotoOff } from "@tabler/icons-react";
import { memo, useState } from "react";

import classes from "./Picture.module.css";

interface PictureProps {
  /** null where the camera sent none. */
  src: string | null;
  /** "" where the words beside it say the same. */
  alt: string;
  width: number;
  height: number;
  /** Fill the width of the parent and keep the proportion. */
  wide?: boolean;
}

const ROW_HEIGHT = 40;

/** A picture in a frame of fixed size: nothing moves when it comes, or when it does not. */
export const Picture = memo(function Picture({ src, alt, width, height, wide = false }: PictureProps) {
  const [failed, setFailed] = useState<string | null>(null);
  // In a row the middle is what counts: a patch with much around the plate is cut to it. Opened, it is shown whole.
  const row = !wide && height <= ROW_HEIGHT;
  const style = wide ? { width: "100%", aspectRatio: `${String(width)} / ${String(height)}` } : { width, height };
  if (src === null || failed === src) {
    return (
      <span className={classes["none"]} style={style} title={src === null ? "The camera sent no picture" : "The picture could not be fetched"}>
        <IconPhotoOff size={16} aria-hidden />
        <span className={height < 60 ? "b-visually-hidden" : undefined}>{src === null ? "No picture" : "Picture not fetched"}</span>
      </span>
    );
  }
  return <img className={classes["picture"]} data-row={row || undefined} src={src} alt={alt} width={width} height={height} style={style} loading="lazy" decoding="async" onError={() => { setFailed(src); }} />;
});
