import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { MemoryRouter } from "react-router";

import { keys } from "@/api/keys";
import type { SessionInfo } from "@/api/types";
import { theme } from "@/app/theme";

import { session as fullSession } from "./town";

interface Options { session?: SessionInfo | null | "ask"; route?: string }

export const testCache = (): QueryClient =>
  new QueryClient({ defaultOptions: { queries: { retry: false, gcTime: Number.POSITIVE_INFINITY }, mutations: { retry: false } } });

/** Render with everything the app gives its screens. Signed in with every right unless told otherwise; "ask" asks the server. */
export function renderApp(screen: ReactNode, { session = fullSession(), route = "/" }: Options = {}) {
  const cache = testCache();
  if (session !== "ask") cache.setQueryData(keys.session, session);
  const result = render(
    <QueryClientProvider client={cache}>
      <MantineProvider theme={theme} env="test">
        <Notifications />
        <MemoryRouter initialEntries={[route]}>{screen}</MemoryRouter>
      </MantineProvider>
    </QueryClientProvider>,
  );
  return { ...result, cache };
}
