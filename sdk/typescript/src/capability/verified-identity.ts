import host from "loggia:identity/identity-verified@0.1.0";
import type { Address, Claim, Claims } from "loggia:identity/identity-verified@0.1.0";
import { type Answer, type Then, context, take } from "../answer";
import type { Context } from "../context";
import { call } from "../error";

export type { Address, Claim, Claims };

/**
 * Asks the user, on the bank's sheet, for 1 to 7 different claims. The sheet shows `purpose`: 1 to 140
 * characters. Only in a step that handles a user's action, or an answer within five seconds of one.
 */
export function request<M>(claims: readonly Claim[], purpose: string, then: Then<Claims, M>): void {
  call(() => host.requestClaims([...claims], purpose, context(then)));
}

/** The answer to `request`: at least one claim. */
export function takeClaims(_: Answer<Claims>, ctx: Context): Claims {
  return take(ctx, host.takeClaims);
}
