import { Modal, type ModalProps } from "@mantine/core";
import type { FocusEvent, KeyboardEvent, ReactNode } from "react";

interface DialogProps extends Pick<ModalProps, "opened" | "onClose" | "size"> {
  title: string;
  children: ReactNode;
  /** It may open over another dialog, which then stays: Escape closes this one alone. */
  above?: boolean;
}

/** Above dialogs, below what is about the whole page. */
const ABOVE = 350;
/** Mantine closes every open dialog at Escape, save where the focused element bears this mark. */
const OWN_ESCAPE = "data-mantine-stop-propagation";

/** A dialog with a name, a way out, and the focus kept inside. Its head is no page banner to a screen reader. */
export function Dialog({ opened, onClose, size, title, children, above = false }: DialogProps) {
  const own = above && {
    onFocusCapture: (event: FocusEvent) => { event.target.setAttribute(OWN_ESCAPE, "true"); },
    onKeyDownCapture: (event: KeyboardEvent) => { if (event.key === "Escape") onClose(); },
  };
  return (
    <Modal.Root opened={opened} onClose={onClose} {...(size === undefined ? {} : { size })} {...(above ? { zIndex: ABOVE } : {})} centered>
      <Modal.Overlay backgroundOpacity={0.6} />
      <Modal.Content {...own}>
        <Modal.Header role="presentation">
          <Modal.Title fw={650} fz="lg">{title}</Modal.Title>
          <Modal.CloseButton aria-label="Close" />
        </Modal.Header>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
