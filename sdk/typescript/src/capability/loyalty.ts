import host from "loggia:loyalty/loyalty@0.1.0";
import type { Balance, Booking } from "loggia:loyalty/loyalty@0.1.0";
import { type Answer, type Then, context, take } from "../answer";
import type { Context } from "../context";
import { call } from "../error";

export type { Balance, Booking };

/** Asks for the balance. */
export function getBalance<M>(then: Then<Balance, M>): void {
  call(() => host.getBalance(context(then)));
}

/** The answer to `getBalance`. */
export function takeBalance(_: Answer<Balance>, ctx: Context): Balance {
  return take(ctx, host.takeBalance);
}

/** Asks for the points of a payment that has settled. Each payment earns once, for ever. */
export function earn<M>(payment: string, then: Then<Booking, M>): void {
  call(() => host.earn(payment, context(then)));
}

/** Asks to spend points for `reference`, an idempotency key: 1 to 35 bytes. */
export function redeem<M>(points: number, reference: string, then: Then<Booking, M>): void {
  call(() => host.redeem(points, reference, context(then)));
}

/** Asks to give the points redeemed for `reference` back, because what they were spent on did not come about. */
export function returnPoints<M>(reference: string, then: Then<Booking, M>): void {
  call(() => host.returnPoints(reference, context(then)));
}

/** The answer to `earn`, `redeem` and `returnPoints`. */
export function takeBooking(_: Answer<Booking>, ctx: Context): Booking {
  return take(ctx, host.takeBooking);
}
