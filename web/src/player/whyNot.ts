/** Why a live picture was turned down: a browser is not told, so the rest of the API is asked. */

import { api } from "../api/client";
import { ApiError } from "../api/errors";
import type { Camera, SessionInfo } from "../api/types";

/** The reason in plain words, or null where the viewer may watch and the trouble is another. */
export async function whyNot(camera: string): Promise<string | null> {
  try {
    const session = await api.get<SessionInfo>("/session");
    if (!session.permissions.includes("live.watch")) return "Your role does not include live pictures. Ask your manager if it should.";
    await api.get<Camera>(`/cameras/${camera}`);
    return null;
  } catch (error) {
    if (error instanceof ApiError && [401, 403, 404].includes(error.status)) return `${error.message} ${error.advice}`.trim();
    return null;
  }
}
