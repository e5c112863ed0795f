import host from "loggia:accounts/transactions-detail@0.1.0";
import type { Detail } from "loggia:accounts/transactions-detail@0.1.0";
import { type Answer, type Then, context, take } from "../answer";
import type { Context } from "../context";
import { call } from "../error";

export type { Detail };

/** Asks with whom, and what for: the details of 1 to 100 transactions that this mini-app has seen. */
export function get<M>(transactions: readonly string[], then: Then<Detail[], M>): void {
  call(() => host.getDetails([...transactions], context(then)));
}

/** The answer to `get`, in the order in which they were asked for. */
export function takeDetails(_: Answer<Detail[]>, ctx: Context): Detail[] {
  return take(ctx, host.takeDetails);
}
