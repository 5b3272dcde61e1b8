import { notifications } from "@mantine/notifications";

import { plainError } from "@/api/errors";

const CLOSE = { "aria-label": "Close this notice" };

/** Short notices at the edge of the screen. Failures stay until they are closed. */
export const notify = {
  done: (title: string, message = ""): void => {
    notifications.show({ title, message, color: "green", autoClose: 5000, withBorder: true, role: "status", closeButtonProps: CLOSE });
  },
  /** Something to know that was nobody's act just now: it stays until it is closed. */
  told: (title: string, message: string): void => {
    notifications.show({ title, message, color: "yellow", autoClose: false, withBorder: true, role: "status", closeButtonProps: CLOSE });
  },
  failed: (error: unknown, what?: string): void => {
    const { title, text, advice } = plainError(error);
    notifications.show({
      title: what ?? title, message: [what ? `${title}.` : "", text, advice].filter(Boolean).join(" "),
      color: "red", autoClose: false, withBorder: true, role: "alert", closeButtonProps: CLOSE,
    });
  },
};
