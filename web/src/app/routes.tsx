import { lazy, Suspense, type ReactNode } from "react";
import { createBrowserRouter, Navigate, Outlet } from "react-router";

import { useCan, useSession } from "@/api/session";
import type { Permission } from "@/api/types";

import { NotAllowedPage, NotFoundPage, OpeningPage } from "./PlainPages";
import { homeFor } from "./places";
import { PurposePage } from "./purpose/PurposePage";
import { RouteFault } from "./ErrorBoundary";
import { Shell } from "./Shell";
import { SignedIn } from "./SignedIn";

const WallPage = lazy(() => import("@/video/WallPage"));
const WallWindow = lazy(() => import("@/video/WallWindow"));
const PlaybackPage = lazy(() => import("@/video/PlaybackPage"));
const ExportsPage = lazy(() => import("@/video/ExportsPage"));
const HoldsPage = lazy(() => import("@/video/HoldsPage"));
const CamerasPage = lazy(() => import("@/estate/CamerasPage"));
const CameraPage = lazy(() => import("@/estate/CameraPage"));
const CameraEditPage = lazy(() => import("@/estate/CameraEditPage"));
const ImportPage = lazy(() => import("@/estate/ImportPage"));
const SitesPage = lazy(() => import("@/estate/SitesPage"));
const UsersPage = lazy(() => import("@/accounts/UsersPage"));
const GroupsPage = lazy(() => import("@/accounts/GroupsPage"));
const PurposesPage = lazy(() => import("@/accounts/PurposesPage"));
const BreakGlassPage = lazy(() => import("@/accounts/BreakGlassPage"));
const AccountPage = lazy(() => import("@/accounts/AccountPage"));
const AuditPage = lazy(() => import("@/audit/AuditPage"));
const SystemPage = lazy(() => import("@/system/SystemPage"));

/** Screens that show pictures wait until it is said what they are looked at for. */
const PICTURES: readonly Permission[] = ["live.watch", "footage.replay"];

function Guard({ need, children }: { need: Permission; children: ReactNode }) {
  const may = useCan(need);
  const session = useSession();
  const silent = !session?.purpose && !session?.break_glass;
  if (!may) return <NotAllowedPage need={need} />;
  return silent && PICTURES.includes(need) ? <PurposePage /> : children;
}
function Home() {
  return <Navigate to={homeFor(useSession()?.permissions ?? [])} replace />;
}
const behind = (need: Permission, screen: ReactNode) => <Guard need={need}><Suspense fallback={<OpeningPage />}>{screen}</Suspense></Guard>;

export const router = createBrowserRouter([
  {
    element: <SignedIn><Outlet /></SignedIn>,
    errorElement: <RouteFault />,
    children: [
      { path: "/wall/window", element: behind("live.watch", <WallWindow />) },
      {
        element: <Shell />,
        children: [
          {
            errorElement: <RouteFault />,
            children: [
              { index: true, element: <Home /> },
              { path: "/wall", element: behind("live.watch", <WallPage />) },
              { path: "/playback", element: behind("footage.replay", <PlaybackPage />) },
              { path: "/exports/*", element: behind("footage.export", <ExportsPage />) },
              { path: "/holds/*", element: behind("footage.hold", <HoldsPage />) },
              { path: "/cameras", element: behind("estate.read", <CamerasPage />) },
              { path: "/cameras/new", element: behind("estate.write", <CameraEditPage />) },
              { path: "/cameras/import", element: behind("estate.write", <ImportPage />) },
              { path: "/cameras/sites", element: behind("estate.read", <SitesPage />) },
              { path: "/cameras/:id", element: behind("estate.read", <CameraPage />) },
              { path: "/cameras/:id/edit", element: behind("estate.write", <CameraEditPage />) },
              { path: "/users", element: behind("users.manage", <UsersPage />) },
              { path: "/users/groups", element: behind("users.manage", <GroupsPage />) },
              { path: "/users/purposes", element: behind("users.manage", <PurposesPage />) },
              { path: "/break-glass", element: behind("rights.review", <BreakGlassPage />) },
              { path: "/account", element: <Suspense fallback={<OpeningPage />}><AccountPage /></Suspense> },
              { path: "/log", element: behind("audit.read", <AuditPage />) },
              { path: "/system", element: behind("status.read", <SystemPage />) },
              { path: "*", element: <NotFoundPage /> },
            ],
          },
        ],
      },
    ],
  },
]);
