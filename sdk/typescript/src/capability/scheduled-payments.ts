import host from "loggia:payments/payments-scheduled@0.1.0";
import type { Scheduled } from "loggia:payments/payments-scheduled@0.1.0";
import { type Answer, type Then, context, take } from "../answer";
import type { Context } from "../context";
import { call } from "../error";
import { type Day, isoDay } from "../time";
import { type Instruction, type Payee, exact, toWire } from "./instruction";

export type { Instruction, Payee, Scheduled };

/**
 * Stages a payment for a later day in UTC, tomorrow at the earliest, and says which id it has. Only in a step
 * that handles a user's action, or an answer within five seconds of one.
 */
export function schedule<M>(instruction: Instruction, on: Day, then: Then<Scheduled, M>): string {
  return call(() => host.schedule(toWire(instruction), isoDay(on), context(then))).payment;
}

/** The answer to `schedule`: the payment as it stands after the user's decision. */
export function takeOutcome(_: Answer<Scheduled>, ctx: Context): Scheduled {
  return checked(take(ctx, host.takeOutcome));
}

/** One of this mini-app's own payments for this user. */
export function get(payment: string): Scheduled {
  return checked(call(() => host.getPayment(payment)));
}

/** Stages the withdrawal of a payment that the bank has not begun to carry out. */
export function cancel(payment: string): void {
  call(() => host.cancel(payment));
}

/** Whether its day is still to come. */
export function isWaiting(scheduled: Scheduled): boolean {
  return scheduled.payment.status === "rcvd";
}

function checked(scheduled: Scheduled): Scheduled {
  exact(scheduled.payment);
  return scheduled;
}
