import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "react-router";

import { worthRetrying } from "@/api/client";

import { ErrorBoundary } from "./ErrorBoundary";
import { pageNonce } from "./nonce";
import { router } from "./routes";
import { cssVariablesResolver, theme } from "./theme";

const cache = new QueryClient({
  defaultOptions: {
    queries: { retry: worthRetrying, staleTime: 30_000, refetchOnWindowFocus: false },
    mutations: { retry: false },
  },
});

export function App() {
  return (
    <QueryClientProvider client={cache}>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="dark" getStyleNonce={pageNonce}>
        <ErrorBoundary>
          <RouterProvider router={router} />
        </ErrorBoundary>
        <Notifications position="bottom-right" limit={4} />
      </MantineProvider>
    </QueryClientProvider>
  );
}
