/** Names of cached answers, in one place, so that an event can find what it changes. */
export const keys = {
  session: ["session"] as const,
  cameras: ["cameras"] as const,
  sites: ["sites"] as const,
  map: ["map"] as const,
  users: ["users"] as const,
  security: ["account", "security"] as const,
  groups: ["camera-groups"] as const,
  glasses: ["break-glass"] as const,
  purposes: (retired: boolean) => ["purposes", retired ? "all" : "stated"] as const,
  auditState: ["audit-state"] as const,
  audit: (filter: unknown) => ["audit", filter] as const,
  status: ["video", "status"] as const,
  layouts: ["video", "layouts"] as const,
  exports: ["video", "exports"] as const,
  holds: ["video", "holds"] as const,
  plateHits: ["plates", "hits"] as const,
  timeline: (cameras: readonly string[], from: string, to: string, buckets: number) =>
    ["video", "timeline", cameras, from, to, buckets] as const,
};
