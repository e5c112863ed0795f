import type { Payment } from "loggia:payments/payments@0.1.0";
import host from "loggia:payments/payments-initiate@0.1.0";
import { type Answer, type Then, context, take } from "../answer";
import type { Context } from "../context";
import { call } from "../error";
import { type Instruction, type Payee, exact, toWire } from "./instruction";

export type { Instruction, Payee, Payment };

/**
 * Stages a payment, and says which id it has: it becomes durable with the step, and then the bank's sheet is
 * raised. Only in a step that handles a user's action, or an answer within five seconds of one. Where the
 * instruction repeats an earlier one the id is nobody's: the bank knows that payment by its first id, which the
 * answer brings. So look first, and initiate again only what `get` does not find.
 */
export function initiate<M>(instruction: Instruction, then: Then<Payment, M>): string {
  return call(() => host.initiate(toWire(instruction), context(then))).payment;
}

/** The answer to `initiate`: the payment as it stands after the user's decision. */
export function takeOutcome(_: Answer<Payment>, ctx: Context): Payment {
  return exact(take(ctx, host.takeOutcome));
}

/** One of this mini-app's own payments for this user. */
export function get(payment: string): Payment {
  return exact(call(() => host.getPayment(payment)));
}

/** Stages the withdrawal of a payment that the user has not decided on. */
export function cancel(payment: string): void {
  call(() => host.cancel(payment));
}

/** Whether the money has arrived. */
export function isSettled(payment: Payment): boolean {
  return payment.status === "acsc" || payment.status === "accc";
}

/** Whether it came to nothing. */
export function hasFailed(payment: Payment): boolean {
  const { consent, status } = payment;
  return (
    consent === "rjct" ||
    consent === "canc" ||
    consent === "expd" ||
    status === "rjct" ||
    status === "canc"
  );
}
