import { Page } from "@/ui/Page";

import { Wall } from "./wall/Wall";

/** Live pictures inside the shell. */
export default function WallPage() {
  return <Page title="Wall" fill bare><Wall windowName="main" /></Page>;
}
