/** Media Source Extensions where the browser has them: the plain kind, or the managed kind of iPhones. */

export type MediaSourceClass = typeof MediaSource;

interface Managed {
  readonly ManagedMediaSource?: MediaSourceClass;
  readonly MediaSource?: MediaSourceClass;
}

/** The media source class of this browser, or null when it has none. */
export function mediaSourceClass(): MediaSourceClass | null {
  const scope = globalThis as Managed;
  return scope.MediaSource ?? scope.ManagedMediaSource ?? null;
}

/** Whether this browser plays `mime` from a buffer. */
export function canPlay(mime: string): boolean {
  return mediaSourceClass()?.isTypeSupported(mime) ?? false;
}

export interface OpenSource {
  readonly source: MediaSource;
  readonly close: () => void;
}

/**
 * Attach a new media source to `video` and call `opened` once it takes buffers.
 * `close` lets go of both; `opened` is not called after it.
 */
export function openMediaSource(video: HTMLVideoElement, opened: (source: MediaSource) => void): OpenSource {
  const Source = mediaSourceClass();
  if (Source === null) throw new Error("This browser has no Media Source Extensions.");
  const source = new Source();
  const url = URL.createObjectURL(source);
  let closed = false;
  source.addEventListener(
    "sourceopen",
    () => {
      URL.revokeObjectURL(url);
      if (!closed) opened(source);
    },
    { once: true },
  );
  video.disableRemotePlayback = true; // a managed media source stays closed without this
  video.src = url;
  return {
    source,
    close: () => {
      closed = true;
      URL.revokeObjectURL(url);
      video.removeAttribute("src");
      video.load();
    },
  };
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Buffered ranges as a plain list, in order. */
export function rangesOf(buffered: TimeRanges): Span[] {
  const spans: Span[] = [];
  for (let index = 0; index < buffered.length; index += 1) {
    spans.push({ from: buffered.start(index), to: buffered.end(index) });
  }
  return spans;
}
