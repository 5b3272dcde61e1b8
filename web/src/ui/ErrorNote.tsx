import { Alert, Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";

import { plainError } from "@/api/errors";

/** A failure in plain words, with what to do, and a way to try again. */
export function ErrorNote({ error, retry, what }: { error: unknown; retry?: () => void; what?: string }) {
  const { title, text, advice } = plainError(error);
  return (
    <Alert role="alert" color="red" icon={<IconAlertTriangle aria-hidden />} title={what ? `${what}: ${lower(title)}` : title}>
      {text && <p style={{ margin: 0 }}>{text}</p>}
      <p style={{ margin: "0.25rem 0 0" }}>{advice}</p>
      {retry && <Button mt="sm" size="xs" variant="default" onClick={retry}>Try again</Button>}
    </Alert>
  );
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
