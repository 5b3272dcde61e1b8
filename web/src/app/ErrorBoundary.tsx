import { Button, Code, Group } from "@mantine/core";
import { IconBandage } from "@tabler/icons-react";
import { Component, type ReactNode } from "react";
import { useRouteError } from "react-router";

import { EmptyState } from "@/ui/EmptyState";

const reload = () => { window.location.reload(); };
/** A page whose script was replaced by a newer version while the desk was open. */
const isOldVersion = (text: string): boolean => /dynamically imported module|Failed to fetch|module script/i.test(text);

export function Fault({ error }: { error: unknown }) {
  const text = error instanceof Error ? error.message : String(error);
  const old = isOldVersion(text);
  return (
    <div role="alert">
      <EmptyState icon={IconBandage} title={old ? "Beadle was updated, or the server is away." : "This screen broke."}
        action={
          <Group>
            <Button onClick={reload}>Reload this page</Button>
            <Button component="a" href="/" variant="default">Go to your first screen</Button>
          </Group>
        }>
        {old
          ? "Reload the page to get the present version. Recording is not affected."
          : "Recording goes on: it does not depend on this screen. Reload the page; if it breaks again, tell the CCTV manager what you did and what it says here:"}
        {!old && <Code block mt="sm">{text}</Code>}
      </EmptyState>
    </div>
  );
}

export function RouteFault() {
  return <Fault error={useRouteError()} />;
}

/** The last net, around everything. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    return this.state.error === null ? this.props.children : <Fault error={this.state.error} />;
  }
}
