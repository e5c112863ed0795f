import type { Instruction as Wire, Payment } from "loggia:payments/payments@0.1.0";
import type { Money } from "../money";
import { amount } from "./amount";

/** Whom to pay: an account, and the name that its holder is known by. */
export type Payee =
  | { readonly iban: string; readonly name: string }
  | { readonly sortCodeAccountNumber: string; readonly name: string };

/** What is to be paid. */
export interface Instruction {
  /** Idempotency key, kept for ever: 1 to 35 bytes of printable ASCII, such as `ctx.random.token(26)`. */
  readonly instructionId: string;
  /** Carried to the creditor; the instruction id where there is none. */
  readonly endToEndId?: string;
  /** More than zero. */
  readonly amount: Money;
  readonly creditor: Payee;
  /** What stands on the statement, at most 140 characters. */
  readonly remittance?: string;
}

export function toWire(instruction: Instruction): Wire {
  const { instructionId, endToEndId, creditor, remittance } = instruction;
  return {
    instructionId,
    endToEndId: endToEndId ?? instructionId,
    amount: instruction.amount,
    creditor: {
      identification:
        "iban" in creditor
          ? { tag: "iban", val: creditor.iban }
          : { tag: "sort-code-account-number", val: creditor.sortCodeAccountNumber },
      name: creditor.name,
    },
    remittance: remittance ?? null,
  };
}

export function exact(payment: Payment): Payment {
  amount("the payment's amount", payment.amount);
  return payment;
}
