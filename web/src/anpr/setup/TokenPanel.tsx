import { ActionIcon, Alert, CopyButton, Group, Text, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy, IconKey } from "@tabler/icons-react";

import { useNewToken } from "@/api/plates";
import type { ReadingCamera } from "@/api/platesTypes";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { Panel } from "@/ui/Panel";
import { TimeText } from "@/ui/TimeText";

import classes from "./Setup.module.css";

/** The address that the camera pushes to. It is a secret, shown once; the server keeps only its hash. */
export function TokenPanel({ camera }: { camera: ReadingCamera }) {
  const make = useNewToken(camera.camera_id);
  const made = make.data;
  return (
    <Panel title="The camera's address" actions={
      <ConfirmButton above size="xs" leftSection={<IconKey size={16} aria-hidden />} question={camera.token_set ? "Make a new address?" : "Make an address?"} confirm="Make it" run={() => make.mutateAsync(undefined)}
        consequence={camera.token_set ? "The old one ends at once: the camera's reads are refused until the new one is put into it." : "It is shown once, to be put into the camera. Whoever knows it can send reads in the camera's name."}>
        {camera.token_set ? "New address" : "Make an address"}
      </ConfirmButton>
    }>
      {made ? (
        <Alert color="yellow" icon={<IconKey aria-hidden />} title="Copy it now: it is not shown again" role="status">
          <Group gap="xs" wrap="nowrap">
            <code className={classes["address"]}>{made.address}</code>
            <CopyButton value={made.address} timeout={2000}>
              {({ copied, copy }) => <Tooltip label={copied ? "Copied" : "Copy the address"}><ActionIcon aria-label="Copy the address" onClick={copy}>{copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}</ActionIcon></Tooltip>}
            </CopyButton>
          </Group>
          <Text size="sm" mt="xs">Put it into the camera as the address that it sends its reads to (HTTP POST).</Text>
        </Alert>
      ) : <Text size="sm" c="dimmed">{camera.token_set ? <>The camera has an address since <TimeText at={camera.token_at} seconds={false} />. It cannot be shown again.</> : "The camera has no address to push to yet."}</Text>}
    </Panel>
  );
}
