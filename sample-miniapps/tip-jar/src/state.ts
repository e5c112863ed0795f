import type { Answer, Payment } from "@loggia/sdk";
import type { PersonId } from "./people";
import type { Tip } from "./tip";

/** All that is remembered from one step to the next. */
export interface State {
  locale: string;
  screen: Screen;
  notice: Notice | null;
  /** The tip that is being given, or the last one. */
  tip: Tip | null;
}

/** Where the customer is. */
export type Screen =
  | { readonly kind: "people" }
  | { readonly kind: "amount"; readonly to: PersonId }
  | { readonly kind: "paying" }
  | { readonly kind: "receipt" }
  /** The last tips; none while they can't be read. */
  | { readonly kind: "history"; readonly tips: readonly Tip[] | null };

/** Something that the customer should know, until the next tap. */
export type Notice =
  | "declined"
  | "expired"
  | "refused"
  | "sentBack"
  | "notNow"
  | "noAmount"
  | "oneAtATime"
  | "stillUnclear";

/** What can happen. */
export type Msg =
  | { readonly kind: "people" }
  | { readonly kind: "history" }
  | { readonly kind: "payment" }
  | { readonly kind: "choose"; readonly to: PersonId }
  | { readonly kind: "give"; readonly to: PersonId; readonly cents: number }
  | { readonly kind: "give-entered"; readonly to: PersonId }
  | { readonly kind: "try-again" }
  | { readonly kind: "withdraw" }
  | { readonly kind: "decided"; readonly tip: string; readonly answer: Answer<Payment> };
