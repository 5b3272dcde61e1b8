import type { HeldRead, Hit, Hotlist, Pass, Read, Search, SearchRecord } from "../api/platesTypes";

/** Number plates of the pretend town, for tests and for trying screens without a server. */
export const read = (id: string, plate: string, more: Partial<Read> = {}): Read => ({
  id, camera_id: "c-17", camera: "Horns Bridge in", camera_number: 17, site: "Horns Bridge", at: "2026-11-22T14:32:05.200Z", received_at: "2026-11-22T14:32:05.400Z",
  camera_at: "2026-11-22T14:32:05.000Z", plate, confidence: 0.98, characters: [...plate].map(() => 0.99), candidates: [{ text: plate, probability: 0.98 }], grammar: "gb.current",
  ambiguous: false, direction: "towards", lane: 1, source: "pushed", adapter: "hikvision", final: true, confirmed: true, vehicle_color: "blue", vehicle_kind: "car",
  has_patch: true, has_overview: true, box: { x: 600, y: 500, width: 150, height: 36 }, hit: null, ...more,
});

export const hit = (id: string, plate: string, more: Partial<Hit> = {}): Hit => ({
  id, read: read(`r-${id}`, plate),
  entry: { list: "Stolen vehicles", list_id: "l-1", owner: "Derbyshire Police", source: "police", reason: "Taken from Saltergate car park", priority: "high", reference: "26000/512", expires_at: "2026-12-22T00:00:00Z", plate },
  exact: true, score: 1, state: "new", two_person: false, raised_at: "2026-11-22T14:32:05.600Z", decided_by: null, decided_at: null, second_by: null, remark: null, look: "look-1", ...more,
});
/** A hit that is only possible: an O was read where the list has a 0. */
export const possibleHit = (id: string, more: Partial<Hit> = {}): Hit => {
  const sure = hit(id, "LAO1KXR");
  return { ...sure, exact: false, score: 0.62, entry: { ...sure.entry, plate: "LA01KXR", list: "Found near burglaries", priority: "normal" }, ...more };
};

export const searchRecord = (id: string, more: Partial<SearchRecord> = {}): SearchRecord => ({
  id, status: "done", plate: "LA51ABC", mode: "exact", since: "2026-11-15T00:00:00Z", until: "2026-11-22T15:00:00Z", camera_ids: [], near: null, requester: "PC 2214 Slater",
  purpose_id: "p-2", purpose: "Investigation of a reported crime", case_reference: "26000/512", asked_by: "pat", asked_by_id: "u-1", asked_at: "2026-11-22T14:40:00Z", mine: true, found: 1,
  decided_by: null, decided_at: null, remark: null, why: "", ...more,
});
export const search = (id: string, more: Partial<Search> = {}): Search => ({
  ...searchRecord(id), results: [{ read: read("r-1", "LA51ABC"), match: "exact", distance: 0 }], more: false, look: "look-2", ...more,
});

export const hotlist = (id: string, more: Partial<Hotlist> = {}): Hotlist => ({
  id, name: "Stolen vehicles", source: "Derbyshire Police", owner: "Insp. R. Hale", reason: "Vehicles reported as stolen", priority: "high", entries: 1240, expired: 31,
  review_on: "2027-01-10", two_person: false, retired: false, ...more,
});

export const heldRead = (id: string, plate: string, more: Partial<HeldRead["hold"]> = {}): HeldRead => ({
  hold: {
    id: `h-${id}`, read_id: id, reason: "Evidence in a fatal collision", case_reference: "26000/512", review_on: "2027-02-20", placed_by: "Maya Holmes", placed_at: "2026-11-22T09:00:00Z",
    released_by: null, released_at: null, release_reason: null, ...more,
  },
  read: read(id, plate), review_due: false,
});

export const pass = (id: string, plate: string, more: Partial<Read> = {}, joined: string | null = null): Pass => ({ read: read(id, plate, more), joined_because: joined });
