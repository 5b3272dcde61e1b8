/** The server's words about signing in. What is for the browser's own calls is typed as the browser takes it. */
import type { components } from "./schema.gen";

type Schemas = components["schemas"];
type Narrowed<Whole, Part> = Omit<Whole, keyof Part> & Part;

export type SignInMethods = Schemas["Methods"];
export type ProofMethod = Schemas["Means"];
export type Proof = Schemas["ProofIn"];
export type SecondAnswer = Omit<Schemas["SecondFactorIn"], "ticket">;
/** Stands in a problem document, whose schema is no component of its own. */
export interface SecondQuestion { ticket: string; methods: ProofMethod[]; options: PublicKeyCredentialRequestOptionsJSON | null }
export type PasskeyQuestion = Narrowed<Schemas["Challenge"], { options: PublicKeyCredentialRequestOptionsJSON }>;
export type NewPasskeyQuestion = Narrowed<Schemas["Challenge"], { options: PublicKeyCredentialCreationOptionsJSON }>;
export type ProofQuestion = Narrowed<Schemas["ProofChoice"], { options: PublicKeyCredentialRequestOptionsJSON | null }>;
/** A credential as the server reads it (WebAuthn level 3, section 5.1: its JSON form). */
export type CredentialJson = Schemas["PasskeyIn"]["credential"];
export type Passkey = Schemas["PasskeyOut"];
export type NewPasskey = Schemas["PasskeyMade"];
export type OwnSession = Schemas["SessionOut"];
export type Security = Schemas["Security"];
export type Notice = Schemas["NoticeOut"];
export type TotpQuestion = Schemas["TotpOffer"];
export type RecoveryCodes = Schemas["RecoveryCodes"];
