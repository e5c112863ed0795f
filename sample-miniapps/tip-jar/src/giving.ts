import { CapabilityError, type Context, type Money, log, payments } from "@loggia/sdk";
import type { Answer, Payment } from "@loggia/sdk";
import { keep, kept } from "./history";
import { type PersonId, person } from "./people";
import type { Notice, State } from "./state";
import { type Tip, isOpen, newTip } from "./tip";

// From the tap on an amount to the receipt. A tip is kept before the money moves, and what a lost session
// leaves behind is taken up by the next one. Every attempt at a tip has the same instruction id. One of which
// nobody knows what became is looked at first: only what the bank doesn't know is asked for again.

export function give(state: State, to: PersonId, amount: Money, ctx: Context): void {
  // One at a time: a second tip must not hide a first one that may have been given.
  if (state.tip !== null && isOpen(state.tip)) {
    state.screen = { kind: "paying" };
    state.notice = "oneAtATime";
    return;
  }
  state.tip = newTip(to, amount, ctx);
  initiate(state, state.tip);
}

/** The customer tries again after an unclear answer. */
export function tryAgain(state: State): void {
  const { tip } = state;
  if (tip?.status !== "uncertain") {
    return;
  }
  state.notice = null;
  if (!mayBeKnown(state, tip)) {
    initiate(state, tip);
  } else if (isOpen(tip)) {
    state.notice = "stillUnclear";
  }
}

/** The customer would rather not. Once the bank has a payment it decides what becomes of it, and says so. */
export function withdraw(state: State): void {
  const { tip } = state;
  if (tip === null || !isOpen(tip)) {
    return;
  }
  if (tip.payment === null) {
    return fail(state, tip, "declined");
  }
  // What the bank says may come later, and finds the customer anywhere.
  state.screen = { kind: "amount", to: tip.to };
  try {
    payments.cancel(tip.payment);
    moved(state, tip, payments.get(tip.payment));
  } catch (error) {
    const { code, message } = known(error);
    log.warn(`a tip could not be withdrawn: ${message}`);
    if (code === "not-found") {
      fail(state, tip, "declined");
    } else {
      state.notice = "stillUnclear";
    }
  }
}

/** The bank says what the user did with its sheet. */
export function decided(state: State, id: string, answer: Answer<Payment>, ctx: Context): void {
  const { tip } = state;
  if (tip?.id !== id) {
    return;
  }
  try {
    found(state, tip, payments.takeOutcome(answer, ctx));
  } catch (error) {
    const { code, retryAfterMs } = known(error);
    switch (code) {
      case "expired":
        return fail(state, tip, "expired");
      case "unavailable":
        return uncertain(tip);
      default:
        // Who has declined several times is left in peace for a while.
        return fail(state, tip, retryAfterMs === null ? "refused" : "notNow");
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
  if (!mayBeKnown(state, open)) {
    uncertain(open);
  }
}

/** Looks how the payment of a tip stands; whether the bank may know it. */
function mayBeKnown(state: State, tip: Tip): boolean {
  if (tip.payment === null) {
    return false;
  }
  try {
    found(state, tip, payments.get(tip.payment));
    return true;
  } catch (error) {
    const { code, message } = known(error);
    log.warn(`a payment cannot be looked at: ${message}`);
    uncertain(tip);
    return code !== "not-found";
  }
}

/** What still awaits the customer does so on the sheet of another session. */
function found(state: State, tip: Tip, payment: Payment): void {
  moved(state, tip, payment);
  if (payment.consent === "awau") {
    uncertain(tip);
  }
}

/** Nobody can say now what became of it, unless a later answer was quicker. */
function uncertain(tip: Tip): void {
  if (isOpen(tip)) {
    tip.status = "uncertain";
    keep(tip);
  }
}

function initiate(state: State, tip: Tip): void {
  const { name, iban } = person(tip.to);
  try {
    tip.payment = payments.initiate(
      {
        instructionId: tip.id,
        amount: tip.amount,
        creditor: { name, iban },
        // Asked for anew it must read the same: no word of it is in the customer's language.
        remittance: "Tip Jar Society",
      },
      (answer) => ({ kind: "decided", tip: tip.id, answer }),
    );
    tip.status = "confirming";
    state.screen = { kind: "paying" };
    keep(tip);
  } catch (error) {
    const { code } = known(error);
    if (tip.payment === null) {
      return fail(state, tip, code === "denied" ? "refused" : "notNow");
    }
    // There was a payment before: what became of it is as unclear as it was.
    uncertain(tip);
    state.notice = "stillUnclear";
  }
}

/** What the payment now is says what the tip now is. */
function moved(state: State, tip: Tip, payment: Payment): void {
  const before = tip.status;
  if (tip.payment !== payment.id) {
    // What was asked for twice is known by its first id.
    tip.payment = payment.id;
    keep(tip);
  }
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

function fail(state: State, tip: Tip, notice: Notice): void {
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
