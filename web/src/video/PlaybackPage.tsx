import { IconPlayerPlay } from "@tabler/icons-react";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { useCameras } from "@/api/cameras";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorNote } from "@/ui/ErrorNote";
import { Page } from "@/ui/Page";

import { CameraChooser } from "./playback/CameraChooser";
import { Player } from "./playback/Player";
import { startOf, usePlaybackChoice } from "./playback/usePlaybackChoice";

/** Recorded pictures of up to sixteen cameras, in step. */
export default function PlaybackPage() {
  const query = useCameras();
  const [params] = useSearchParams();
  const choice = usePlaybackChoice(query.data);
  const [start] = useState(() => startOf(params, Date.now() / 1000));
  const all = query.data ?? [];
  return (
    <Page title="Playback" fill bare>
      {query.isError && query.data === undefined && <ErrorNote error={query.error} what="The cameras could not be read" retry={() => { void query.refetch(); }} />}
      {query.data !== undefined && choice.cameras.length === 0 && (
        <EmptyState icon={IconPlayerPlay} title="Which cameras?"
          action={<CameraChooser cameras={all} chosen={[]} onToggle={(id) => { choice.add(id); }} />}>
          Choose up to sixteen cameras. They are played in step, over one time line.
        </EmptyState>
      )}
      {choice.cameras.length > 0 && <Player all={all} choice={choice} start={start} />}
    </Page>
  );
}
