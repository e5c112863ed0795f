import { CapabilityError, type Context, type Money, log, payments } from "@loggia/sdk";
import type { Answer, Payment } from "@loggia/sdk";
import { keep, kept } from "./history";
import { type PersonId, person } from "./people";
import type { Notice, State } from "./state";
import { type Tip, isOpen, newTip } from "./tip";
import { words } from "./words";

// From the tap on an amount to the receipt. A tip is kept before the money moves, and what a lost session
// leaves behind is taken up by the next one. Every attempt at a tip has the same instruction id.

export function give(state: State, to: PersonId, amount: Money, ctx: Context): void {
  // One at a time: a second tip must not hide a first one that may have been given.
  if (state.tip === null || !isOpen(state.tip)) {
    state.tip = newTip(to, amount, ctx);
    initiate(state, state.tip);
  }
}

/** The customer tries again after an unclear answer. */
export function tryAgain(state: State): void {
  if (state.tip?.status === "uncertain") {
    initiate(state, state.tip);
  }
}

/** The customer would rather not. Once the bank has a payment it decides what becomes of it, and says so. */
export function withdraw(state: State): void {
  const { tip } = state;
  if (tip === null || !isOpen(tip)) {
    return;
  }
  if (tip.payment === null) {
    return fail(state, tip, null);
  }
  // What the bank says may come later, and finds the customer anywhere.
  state.screen = { kind: "amount", to: tip.to };
  try {
    payments.cancel(tip.payment);
    moved(state, tip, payments.get(tip.payment));
  } catch (error) {
    log.warn(`a tip could not be withdrawn: ${known(error).message}`);
  }
}

/** The bank says what the user did with its sheet. */
export function decided(state: State, id: string, answer: Answer<Payment>, ctx: Context): void {
  const { tip } = state;
  if (tip?.id !== id) {
    return;
  }
  try {
    moved(state, tip, payments.takeOutcome(answer, ctx));
  } catch (error) {
    switch (known(error).code) {
      case "expired":
        return fail(state, tip, "expired");
      case "unavailable":
        // A later answer about the same payment may have been quicker.
        if (isOpen(tip)) {
          tip.status = "uncertain";
          keep(tip);
        }
        return;
      default:
        return fail(state, tip, "refused");
    }
  }
}

/** One of our payments has moved on by itself. */
export function paymentChanged(state: State, payment: string): void {
  const tip = state.tip?.payment === payment ? state.tip : keptWith(payment);
  if (tip === null) {
    return;
  }
  try {
    moved(state, tip, payments.get(payment));
  } catch (error) {
    log.warn(`a payment cannot be looked at: ${known(error).message}`);
  }
}

/** Looks at a tip that is open: what a lost session began moves on without telling this one. */
export function lookAgain(state: State): void {
  const { tip } = state;
  if (tip !== null && tip.payment !== null && isOpen(tip)) {
    paymentChanged(state, tip.payment);
  }
}

/** Goes on with the tip that a lost session left undecided. */
export function takeUp(state: State): void {
  const open = kept()?.find(isOpen);
  if (open === undefined) {
    return;
  }
  state.tip = open;
  lookAgain(state);
}

function initiate(state: State, tip: Tip): void {
  const { name, iban } = person(tip.to);
  try {
    tip.payment = payments.initiate(
      {
        instructionId: tip.id,
        amount: tip.amount,
        creditor: { name, iban },
        remittance: words(state.locale).remittance,
      },
      (answer) => ({ kind: "decided", tip: tip.id, answer }),
    );
    tip.status = "confirming";
    state.screen = { kind: "paying" };
    keep(tip);
  } catch (error) {
    fail(state, tip, known(error).code === "denied" ? "refused" : "notNow");
  }
}

/** What the payment now is says what the tip now is. */
function moved(state: State, tip: Tip, payment: Payment): void {
  const before = tip.status;
  if (payments.hasFailed(payment)) {
    const notice = payment.consent === "expd" ? "expired" : "declined";
    return fail(state, tip, before === "given" ? "sentBack" : notice);
  }
  if (payment.consent === "auth" && before !== "given") {
    tip.status = "given";
    keep(tip);
    if (state.tip?.id === tip.id) {
      state.screen = { kind: "receipt" };
      state.notice = null;
    }
  }
}

function fail(state: State, tip: Tip, notice: Notice | null): void {
  tip.status = "failed";
  keep(tip);
  state.notice = notice;
  const isShown = state.screen.kind === "paying" || state.screen.kind === "receipt";
  if (state.tip?.id === tip.id && isShown) {
    state.screen = { kind: "amount", to: tip.to };
  }
}

function keptWith(payment: string): Tip | null {
  return kept()?.find((tip) => tip.payment === payment) ?? null;
}

/** What a capability threw; anything else is a mistake of ours, and goes on. */
function known(error: unknown): CapabilityError {
  if (error instanceof CapabilityError) {
    return error;
  }
  throw error;
}
