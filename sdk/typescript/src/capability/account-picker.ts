import host from "loggia:accounts/account-picker@0.1.0";
import type { Picked } from "loggia:accounts/account-picker@0.1.0";
import { type Answer, type Then, context, take } from "../answer";
import type { Context } from "../context";
import { call } from "../error";

export type { Picked };

/**
 * Has the user pick one of their accounts on the bank's sheet, which shows `reason`: 1 to 140 characters.
 * Only in a step that handles a user's action, or an answer within five seconds of one.
 */
export function pick<M>(reason: string, then: Then<Picked, M>): void {
  call(() => host.pickAccount(reason, context(then)));
}

/** The answer to `pick`. */
export function takePicked(_: Answer<Picked>, ctx: Context): Picked {
  return take(ctx, host.takePicked);
}
