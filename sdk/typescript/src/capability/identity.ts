import host from "loggia:identity/identity-basic@0.1.0";
import { type Answer, type Then, context, take } from "../answer";
import type { Context } from "../context";
import { call } from "../error";

/** The user, for this partner: 32 hexadecimal digits, the same in all of the partner's mini-apps. */
export function subject(): string {
  return call(() => host.subject());
}

/** What the user is called. */
export function givenName(): string {
  return call(() => host.givenName());
}

/** Asks the user, on the bank's sheet, if they have not consented yet. */
export function requestConsent<M>(then: Then<boolean, M>): void {
  call(() => host.requestConsent(context(then)));
}

/** The answer to `requestConsent`: whether the functions will answer now. */
export function takeConsent(_: Answer<boolean>, ctx: Context): boolean {
  return take(ctx, host.takeConsent);
}
