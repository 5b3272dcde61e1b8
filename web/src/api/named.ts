/**
 * Shapes of the generated schema by their short names. Where two rooms of the server use one name, the schema holds
 * both under their rooms' names; this finds the right one either way.
 */
import type { components } from "./schema.gen";

export type Schemas = components["schemas"];
export type Of<Room extends string, Name extends string> = Schemas[Extract<keyof Schemas, Name | `beadle__${Room}__schemas__${Name}`>];
export type Narrowed<Whole, Part> = Omit<Whole, keyof Part> & Part;
