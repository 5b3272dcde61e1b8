import { Button, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

import { prove } from "@/api/session";
import { answerStepUp } from "@/api/stepUp";
import { Dialog } from "@/ui/Dialog";

import { ProofForm } from "./ProofForm";

/**
 * The one dialog that asks again who is there, when something is asked for that a stolen session must not reach.
 * What was asked for then goes on by itself; closing the dialog refuses it.
 */
export function StepUp() {
  const cache = useQueryClient();
  const [opened, setOpened] = useState(false);
  const answer = useRef<(proved: boolean) => void>(() => undefined);
  useEffect(() => {
    const stop = answerStepUp(() => new Promise((resolve) => {
      answer.current = resolve;
      setOpened(true);
    }));
    return () => {
      stop();
      answer.current(false);
    };
  }, []);
  const finish = (proved: boolean) => {
    setOpened(false);
    answer.current(proved);
  };
  return (
    <Dialog opened={opened} onClose={() => { finish(false); }} title="Is it still you?" size="sm" above>
      <Text size="sm" mb="md">
        This needs a fresh proof of who you are, so that nobody can do it at a screen that you left. For the next minutes you will not be asked again.
      </Text>
      <ProofForm verb="Go on" send={async (proof) => { await prove(cache, proof); finish(true); }}>
        <Button variant="subtle" color="gray" onClick={() => { finish(false); }}>Cancel</Button>
      </ProofForm>
    </Dialog>
  );
}
