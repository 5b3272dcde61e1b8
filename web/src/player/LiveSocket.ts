/** The connection of one live picture: opens, reads, notices silence, tries again with growing pauses. */

import { readMediaMessage, readNotice, type LiveNotice, type MediaMessage } from "./liveMessage";
import { backOff } from "./liveRules";
import { refusalOf, type LiveState } from "./liveState";

/** A camera sends many pictures a second: after this long without one the viewer is told. */
const SILENT_MS = 5_000;
/** ... and after this long the connection is made anew. */
const DEAD_MS = 15_000;
/** A connection that lived this long was good: the next pause is short again. */
const GOOD_MS = 10_000;

export interface SocketEvents {
  readonly opening: () => void;
  readonly media: (message: MediaMessage) => void;
  readonly notice: (notice: LiveNotice) => void;
  /** No media for a while, or the connection is gone; the next attempt is in `retryInMs` (null: still open). */
  readonly down: (reason: string, retryInMs: number | null) => void;
  readonly refused: (state: LiveState) => void;
  /** The connection was turned down before it opened: a browser does not say why. */
  readonly turnedDown: () => void;
}

export class LiveSocket {
  private socket: WebSocket | null = null;
  private attempt = 0;
  private heard = false;
  /** The server knows that the camera is lost: it is waited for on the open connection. */
  private patient = false;
  private opened = false;
  private openedAt = 0;
  private retry: ReturnType<typeof setTimeout> | null = null;
  private silence: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly url: () => string,
    private readonly events: SocketEvents,
  ) {}

  get open(): boolean {
    return this.socket !== null;
  }

  /** Connect, or connect anew. */
  start(): void {
    this.stop();
    this.events.opening();
    const socket = new WebSocket(this.url());
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.opened = true;
    };
    socket.onmessage = (event: MessageEvent<unknown>) => {
      this.received(event.data);
    };
    socket.onclose = (event) => {
      this.closed(event.code, event.reason);
    };
    this.socket = socket;
    this.heard = false;
    this.patient = false;
    this.opened = false;
    this.openedAt = performance.now();
    this.listen(SILENT_MS);
  }

  stop(): void {
    if (this.retry !== null) clearTimeout(this.retry);
    if (this.silence !== null) clearTimeout(this.silence);
    this.retry = null;
    this.silence = null;
    const socket = this.socket;
    this.socket = null;
    if (socket === null) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  private received(data: unknown): void {
    if (data instanceof ArrayBuffer) {
      const message = readMediaMessage(data);
      if (message === null) return;
      this.heard = true;
      if (!message.init) this.patient = false;
      this.listen(SILENT_MS);
      this.events.media(message);
    } else if (typeof data === "string") {
      const notice = readNotice(data);
      if (notice === null) return;
      if (notice.type === "lost") this.wait();
      if (notice.type === "refused") this.stop();
      // A recorder that restarts ends its pictures too: try again, and be told if the right is gone.
      if (notice.type === "ended") this.again(notice.reason === "" ? "The server ended the picture." : notice.reason);
      else this.events.notice(notice);
    }
  }

  private wait(): void {
    this.patient = true;
    if (this.silence !== null) clearTimeout(this.silence);
  }

  private listen(ms: number): void {
    if (this.silence !== null) clearTimeout(this.silence);
    if (this.patient) return;
    this.silence = setTimeout(() => {
      if (ms >= DEAD_MS - SILENT_MS) {
        this.again("No picture came for 15 seconds. Connecting again.");
        return;
      }
      this.events.down("No picture from this camera for 5 seconds.", null);
      this.listen(DEAD_MS - SILENT_MS);
    }, ms);
  }

  private closed(code: number, reason: string): void {
    const refusal = refusalOf(code, reason);
    if (refusal === null) {
      const { opened } = this;
      this.again(reason === "" ? "The connection to the server is gone." : reason);
      if (!opened) this.events.turnedDown();
      return;
    }
    this.stop();
    this.events.refused(refusal);
  }

  private again(reason: string): void {
    const good = this.heard && performance.now() - this.openedAt > GOOD_MS;
    this.stop();
    this.attempt = good ? 0 : this.attempt;
    const pause = backOff(this.attempt, Math.random());
    this.attempt += 1;
    this.retry = setTimeout(() => {
      this.start();
    }, pause);
    this.events.down(reason, pause);
  }
}
