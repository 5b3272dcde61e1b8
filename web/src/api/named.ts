/** Shapes of the generated schema by the names that the server gives them; no two of them share one. */
import type { components } from "./schema.gen";

export type Schemas = components["schemas"];
export type Narrowed<Whole, Part> = Omit<Whole, keyof Part> & Part;
