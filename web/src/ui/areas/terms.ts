import type { Area } from "./shapes";

/** What an area is called where it is drawn. */
export interface AreaWords {
  /** "Area", "Zone": with its number it names one. */
  one: string;
  /** "No area is drawn: all of the picture counts." */
  none: string;
}
/** Tell of a change. Changes of one gesture, such as a drag, are one step back. */
export type Change = (areas: Area[], gesture?: string) => void;
export interface Bounds { most: number; mostCorners: number }
