import host from "loggia:accounts/accounts-basic@0.1.0";
import type { Account, Page } from "loggia:accounts/accounts-basic@0.1.0";
import { type Answer, type Then, context, take } from "../answer";
import type { Context } from "../context";
import { call } from "../error";
import { type PageRequest, pageRequest } from "./page";

export type { Account, Page, PageRequest };

/** Asks for the user's accounts, in the order in which they were opened. */
export function list<M>(page: PageRequest, then: Then<Page, M>): void {
  call(() => host.listAccounts(pageRequest(page), context(then)));
}

/** The answer to `list`. */
export function takeAccounts(_: Answer<Page>, ctx: Context): Page {
  return take(ctx, host.takeAccounts);
}
