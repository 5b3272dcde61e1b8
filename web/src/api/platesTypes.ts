/** Number plates: the server's words by the names that the screens use. Times are ISO 8601 in UTC. */
import type { Narrowed, Schemas } from "./named";

/** One pass of one vehicle before one camera. `final`: no better look will come; `confirmed`: final and sure enough to alert. */
export type Read = Narrowed<Schemas["ReadOut"], { hit: ReadHit | null }>;
export type HitState = Schemas["HitState"];
export type Priority = Schemas["Priority"];
export type ReadHit = Narrowed<Schemas["HitBrief"], { state: HitState; priority: Priority }>;
export type LatestReads = Narrowed<Schemas["LatestOut"], { reads: Read[] }>;

export type HitEntry = Schemas["HitEntryOut"];
/** `look` null in news: whoever looks at the pictures fetches the hit, which is written down. */
export type Hit = Narrowed<Schemas["HitOut"], { read: Read; look: string | null }>;
export interface SecondPerson { name: string; password: string; code?: string }

export type SearchMode = Schemas["SearchMode"];
/** What every search and journey needs before it runs. */
export interface Authority { requester: string; purpose_id: string; case_reference: string }
export type Near = Schemas["NearIn"];
export type SearchWish = Required<Schemas["SearchIn"]>;
export type Match = Schemas["Match"];
export type SearchResult = Narrowed<Schemas["ResultOut"], { read: Read }>;
export type SearchStatus = "done" | "waiting" | "refused";
/** A search as it is listed. `found`: reads on its last page; `why`: what it waits for, or why it was refused. */
export type SearchRecord = Narrowed<Schemas["SearchRecord"], { status: SearchStatus }>;
export type Search = SearchRecord & { results: SearchResult[]; more: boolean; look: string };
export interface SearchList { searches: SearchRecord[]; next: string | null }
export type Judgement = Schemas["Judgement"];
export type Review = Narrowed<Schemas["SearchReviewOut"], { search: SearchRecord }>;
export type Outlier = Schemas["OutlierOut"];

export type Sample = Narrowed<Schemas["SampleOut"], { read: Read | null }>;
export type SampleDone = Schemas["SampleDone"];
export type CameraAccuracy = Schemas["AccuracyOut"];
export type Retention = Schemas["RetentionOut"];

export type ReadHoldWish = Schemas["ReadHoldIn"];
export type HeldRead = Narrowed<Schemas["HeldReadOut"], { read: Read }>;
export interface HeldReads { held: HeldRead[]; next: string | null }
export type OwnPlate = Schemas["OwnPlateOut"];
export type OwnPlateWish = Schemas["OwnPlateIn"];

export type ConvoyRules = Schemas["ConvoyRulesOut"];
export type ConvoyWish = Required<Schemas["ConvoyIn"]>;
export type Companion = Schemas["CompanionOut"];
export type Convoy = Schemas["ConvoyOut"];

export type PlateSite = Schemas["PlateSiteOut"];
export type Pass = Narrowed<Schemas["PassOut"], { read: Read }>;
export type Usual = Schemas["UsualOut"];
export type Leg = Schemas["LegOut"];
export type Clone = Schemas["CloneOut"];
export type Journey = Narrowed<Schemas["JourneyOut"], { passes: Pass[] }>;
export type JourneyWish = Schemas["JourneyIn"];

export type TimingHour = Schemas["HourOut"];
export type Timing = Schemas["TimingOut"];
export type Flow = Schemas["FlowOut"];
export type Counts = Schemas["FlowsOut"];
export type OdCell = Schemas["LinkOut"];
export type OriginDestination = Schemas["LinksOut"];

export type Hotlist = Schemas["ListOut"];
export type HotlistWrite = Required<Schemas["ListIn"]>;
export type Entry = Schemas["EntryOut"];
export type EntryWrite = Required<Schemas["EntryIn"]>;
export type EntryPage = Schemas["EntriesOut"];

/** Which column of the file holds what; a field that the file does not have is left out. */
export type Mapping = Partial<Record<string, string>>;
export type RefusedRow = Schemas["RefusedRow"];
/** What the rows that were looked at would do. `gone` null: the file was not looked at to its end. */
export type ImportPreview = Schemas["ImportPreviewOut"];
export type ImportStatus = Schemas["ImportStatus"];
export type Import = Narrowed<Schemas["ImportOut"], { guessed: Mapping; mapping: Mapping; counts: Partial<Record<string, number>> }>;

export const COLUMNS = [
  "plate", "time", "event", "confidence", "direction", "lane", "vehicle_color", "vehicle_kind", "left", "top", "width", "height", "patch", "overview",
] as const satisfies readonly (keyof Schemas["Columns"])[];
export type Columns = Required<Schemas["Columns"]>;
/** How messages of a camera that no adapter knows are read: data that an administrator edits. */
export type ColumnMapping = Narrowed<Required<Schemas["ColumnMapping"]>, { columns: Columns }>;
export type Corner = [number, number];
export type ReadingCamera = Narrowed<Schemas["SetUpOut"], { mapping: ColumnMapping | null; region: Corner[] }>;
export type ReadingMode = Schemas["ReadingMode"];
export type Adapter = Schemas["Adapter"];
export type ReadingWrite = Partial<Pick<ReadingCamera, "mode" | "adapter" | "mapping" | "zone" | "region" | "towards" | "fps">>;
export type Token = Schemas["TokenOut"];
export type MappedRow = Schemas["PreviewRow"];
export type MappingPreview = Schemas["MappingPreviewOut"];
export type RefusedMessage = Schemas["RefusedOut"];
