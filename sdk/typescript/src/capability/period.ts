import type { Period as Wire } from "loggia:accounts/transactions@0.1.0";
import type { Page } from "loggia:accounts/transactions@0.1.0";
import type { Timestamp } from "../time";
import { amount } from "./amount";

/** Which transactions are wanted: from `since` on and before `until`. */
export interface Period {
  readonly since?: Timestamp;
  readonly until?: Timestamp;
}

export function period(wanted: Period): Wire {
  return { since: wanted.since ?? null, until: wanted.until ?? null };
}

/** A page whose amounts are exact. */
export function exact(page: Page): Page {
  for (const transaction of page.items) {
    amount("a transaction's amount", transaction.amount);
  }
  return page;
}
