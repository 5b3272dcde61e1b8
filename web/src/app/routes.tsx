import { lazy, Suspense, type ReactNode } from "react";
import { createBrowserRouter, Navigate, Outlet } from "react-router";

import { tabsFor } from "@/anpr/tabs";
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
const CameraAreasPage = lazy(() => import("@/estate/CameraAreasPage"));
const ImportPage = lazy(() => import("@/estate/ImportPage"));
const SitesPage = lazy(() => import("@/estate/SitesPage"));
const UsersPage = lazy(() => import("@/accounts/UsersPage"));
const GroupsPage = lazy(() => import("@/accounts/GroupsPage"));
const PurposesPage = lazy(() => import("@/accounts/PurposesPage"));
const BreakGlassPage = lazy(() => import("@/accounts/BreakGlassPage"));
const AccountPage = lazy(() => import("@/accounts/AccountPage"));
const AuditPage = lazy(() => import("@/audit/AuditPage"));
const LiveReadsPage = lazy(() => import("@/anpr/LivePage"));
const HitsPage = lazy(() => import("@/anpr/HitsPage"));
const PlateSearchPage = lazy(() => import("@/anpr/SearchPage"));
const JourneyPage = lazy(() => import("@/anpr/JourneyPage"));
const ConvoysPage = lazy(() => import("@/anpr/ConvoysPage"));
const TrafficPage = lazy(() => import("@/anpr/TrafficPage"));
const AccuracyPage = lazy(() => import("@/anpr/AccuracyPage"));
const CheckReadsPage = lazy(() => import("@/anpr/CheckReadsPage"));
const HotlistsPage = lazy(() => import("@/anpr/HotlistsPage"));
const HotlistPage = lazy(() => import("@/anpr/HotlistPage"));
const HotlistImportPage = lazy(() => import("@/anpr/HotlistImportPage"));
const SearchReviewPage = lazy(() => import("@/anpr/ReviewPage"));
const HeldReadsPage = lazy(() => import("@/anpr/HeldReadsPage"));
const OwnVehiclesPage = lazy(() => import("@/anpr/OwnVehiclesPage"));
const PlatesSetupPage = lazy(() => import("@/anpr/SetupPage"));
const SystemPage = lazy(() => import("@/system/SystemPage"));

/** Screens that show pictures wait until it is said what they are looked at for. */
const PICTURES: readonly Permission[] = ["live.watch", "footage.replay", "plates.watch", "plates.confirm"];

/** `pictures`: what the screen shows pictures by, where those who may not see them use it all the same. */
function Guard({ need, pictures = need, children }: { need: Permission; pictures?: Permission; children: ReactNode }) {
  const may = useCan(need);
  const sees = useCan(pictures);
  const session = useSession();
  const silent = !session?.purpose && !session?.break_glass;
  if (!may) return <NotAllowedPage need={need} />;
  return silent && sees && PICTURES.includes(pictures) ? <PurposePage /> : children;
}
function Home() {
  return <Navigate to={homeFor(useSession()?.permissions ?? [])} replace />;
}
function PlatesHome() {
  const permissions = useSession()?.permissions ?? [];
  const first = tabsFor(permissions)[0];
  return first ? <Navigate to={first.path} replace /> : <NotAllowedPage need="plates.watch" />;
}
const behind = (need: Permission, screen: ReactNode, pictures?: Permission) => <Guard need={need} {...(pictures && { pictures })}><Suspense fallback={<OpeningPage />}>{screen}</Suspense></Guard>;

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
              { path: "/cameras/:id/areas", element: behind("estate.write", <CameraAreasPage />, "footage.replay") },
              { path: "/users", element: behind("users.manage", <UsersPage />) },
              { path: "/users/groups", element: behind("users.manage", <GroupsPage />) },
              { path: "/users/purposes", element: behind("users.manage", <PurposesPage />) },
              { path: "/break-glass", element: behind("rights.review", <BreakGlassPage />) },
              { path: "/plates", element: <PlatesHome /> },
              { path: "/plates/live", element: behind("plates.watch", <LiveReadsPage />) },
              { path: "/plates/hits", element: behind("plates.watch", <HitsPage />) },
              { path: "/plates/hits/:id", element: behind("plates.watch", <HitsPage />) },
              { path: "/plates/search", element: behind("plates.search", <PlateSearchPage />) },
              { path: "/plates/journey", element: behind("plates.search", <JourneyPage />) },
              { path: "/plates/convoys", element: behind("plates.convoy", <ConvoysPage />) },
              { path: "/plates/traffic", element: behind("plates.count", <TrafficPage />) },
              { path: "/plates/accuracy", element: behind("plates.count", <AccuracyPage />) },
              { path: "/plates/check", element: behind("plates.confirm", <CheckReadsPage />) },
              { path: "/plates/hotlists", element: behind("plates.hotlists", <HotlistsPage />) },
              { path: "/plates/hotlists/:id", element: behind("plates.hotlists", <HotlistPage />) },
              { path: "/plates/hotlists/:id/import", element: behind("plates.hotlists", <HotlistImportPage />) },
              { path: "/plates/review", element: behind("plates.review", <SearchReviewPage />) },
              { path: "/plates/holds", element: behind("plates.review", <HeldReadsPage />) },
              { path: "/plates/own-vehicles", element: behind("users.manage", <OwnVehiclesPage />) },
              { path: "/plates/setup", element: behind("plates.setup", <PlatesSetupPage />) },
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
