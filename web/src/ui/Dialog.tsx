import { Modal, type ModalProps } from "@mantine/core";
import type { ReactNode } from "react";

interface DialogProps extends Pick<ModalProps, "opened" | "onClose" | "size"> { title: string; children: ReactNode }

/** A dialog with a name, a way out, and the focus kept inside. Its head is no page banner to a screen reader. */
export function Dialog({ opened, onClose, size, title, children }: DialogProps) {
  return (
    <Modal.Root opened={opened} onClose={onClose} {...(size === undefined ? {} : { size })} centered>
      <Modal.Overlay backgroundOpacity={0.6} />
      <Modal.Content>
        <Modal.Header role="presentation">
          <Modal.Title fw={650} fz="lg">{title}</Modal.Title>
          <Modal.CloseButton aria-label="Close" />
        </Modal.Header>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
