import type { Instruction } from "loggia:payments/payments@0.1.0";
import atOnce from "loggia:payments/payments-initiate@0.1.0";
import onADay from "loggia:payments/payments-scheduled@0.1.0";
import { bytes } from "./bytes";

/** What it can be told to do with payments, at once and on a day. */
export function pay(verb: string, words: readonly string[]): (() => unknown) | undefined {
  const word = (at: number) => words[at] ?? "";
  const number = (at: number) => Number(words[at] ?? 0);
  const from = (at: number) => bytes(words.slice(at).join(" "));
  const orders: Record<string, () => unknown> = {
    pay: () => started(atOnce.initiate(instruction(word(0), number(1)), from(2))),
    "take-outcome": () => atOnce.takeOutcome(number(0)).consent,
    payment: () => atOnce.getPayment(word(0)).consent,
    cancel: () => atOnce.cancel(word(0)) ?? "cancelling",
    schedule: () => started(onADay.schedule(instruction(word(0), number(1)), word(2), from(3))),
    "take-scheduled": () => onADay.takeOutcome(number(0)).on,
    scheduled: () => onADay.getPayment(word(0)).on,
    "cancel-scheduled": () => onADay.cancel(word(0)) ?? "cancelling",
  };
  return orders[verb];
}

function started(initiated: { request: number; payment: string }): string {
  return `${initiated.request} ${initiated.payment}`;
}

function instruction(id: string, cents: number): Instruction {
  return {
    instructionId: id,
    endToEndId: id,
    amount: { minorUnits: cents, currency: "EUR" },
    creditor: {
      identification: { tag: "iban", val: "AT611904300234573201" },
      name: "Mischief",
    },
    remittance: null,
  };
}
