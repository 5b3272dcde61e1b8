import { useAcceptView } from "@/api/cameras";
import { useCan } from "@/api/session";
import type { Camera } from "@/api/types";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { notify } from "@/ui/notify";

const ABOUT_THE_VIEW = ["covered", "moved", "out_of_focus"];

/** After a camera was turned on purpose: what it shows now is what it is meant to show. */
export function AcceptView({ camera }: { camera: Camera }) {
  const accept = useAcceptView(camera.id);
  const mayWrite = useCan("estate.write");
  if (!mayWrite || !ABOUT_THE_VIEW.includes(camera.health.state)) return null;
  const run = async () => {
    await accept.mutateAsync();
    notify.done("View accepted", `The picture of camera ${camera.number} is learned anew, which takes a minute.`);
  };
  return (
    <ConfirmButton size="xs" question={`Is the view of camera ${camera.number}, ${camera.name}, right as it is now?`} confirm="Accept this view" run={run}
      consequence="Its picture of today becomes the one that later pictures are compared with. Who accepted it is written into the log.">
      Accept this view
    </ConfirmButton>
  );
}
