import type { Context, Money, Timestamp } from "@loggia/sdk";
import type { PersonId } from "./people";

/** A tip, from the tap on. */
export interface Tip {
  /** The payment's instruction id: used again after an unclear answer, so that nobody pays twice. */
  readonly id: string;
  readonly to: PersonId;
  readonly amount: Money;
  readonly at: Timestamp;
  /** The bank's id of it, once there is one. */
  payment: string | null;
  status: Status;
}

/** How far a tip is. */
export type Status =
  /** The user is asked by the bank. */
  | "confirming"
  /** The bank could not tell. */
  | "uncertain"
  | "given"
  | "failed";

export function newTip(to: PersonId, amount: Money, ctx: Context): Tip {
  return { id: ctx.random.token(26), to, amount, at: ctx.now, payment: null, status: "confirming" };
}

/** Whether nobody knows yet what becomes of it. */
export function isOpen(tip: Tip): boolean {
  return tip.status === "confirming" || tip.status === "uncertain";
}
