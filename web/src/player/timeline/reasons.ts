/** Why there is no footage, as the recorder logs it (docs/why/time.md), in words. */
const WORDS: Record<string, string> = {
  connection_lost: "the camera could not be reached",
  no_video: "the camera sent no picture",
  not_recorded: "the camera was not set to record",
  recorder_stopped: "the recorder was stopped",
  disk_full: "the disk was full",
  disk_failed: "the disk failed",
  overload: "the disk could not keep up",
  clock_stepped: "the recorder's clock was set",
  stream_jumped: "the stream stood still, or the camera's clock was set",
  disposed: "deleted at the end of its retention",
  unknown: "the reason is not known",
};

export const gapWords = (reason: string): string => WORDS[reason] ?? reason;
