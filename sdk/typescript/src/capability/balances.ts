import host from "loggia:accounts/balances@0.1.0";
import type { Balance } from "loggia:accounts/balances@0.1.0";
import { type Answer, type Then, context, take } from "../answer";
import type { Context } from "../context";
import { call } from "../error";
import { amount } from "./amount";

export type { Balance };

/** Asks for the balances of an account. */
export function get<M>(account: string, then: Then<Balance[], M>): void {
  call(() => host.getBalances(account, context(then)));
}

/** The answer to `get`: one of each type that the bank has. */
export function takeBalances(_: Answer<Balance[]>, ctx: Context): Balance[] {
  const balances = take(ctx, host.takeBalances);
  for (const balance of balances) {
    amount("a balance", balance.amount);
  }
  return balances;
}
