import type { Page, Transaction } from "loggia:accounts/transactions@0.1.0";
import host from "loggia:accounts/transactions-credits@0.1.0";
import { type Answer, type Then, context, take } from "../answer";
import type { Context } from "../context";
import { call } from "../error";
import { type PageRequest, pageRequest } from "./page";
import { type Period, exact, period } from "./period";

export type { Page, PageRequest, Period, Transaction };

/** What came in: asks for the credits of an account. */
export function list<M>(
  account: string,
  wanted: Period,
  page: PageRequest,
  then: Then<Page, M>,
): void {
  call(() => host.listCredits(account, period(wanted), pageRequest(page), context(then)));
}

/** The answer to `list`. */
export function takeCredits(_: Answer<Page>, ctx: Context): Page {
  return exact(take(ctx, host.takeCredits));
}
