import host from "loggia:fx/fx@0.1.0";
import type { Quote } from "loggia:fx/fx@0.1.0";
import { type Answer, type Then, context, take } from "../answer";
import type { Context } from "../context";
import { call } from "../error";
import type { Money } from "../money";
import { amount } from "./amount";

export type { Quote };

/** Asks what `of`, more than zero, is worth in the currency `into`. */
export function quote<M>(of: Money, into: string, then: Then<Quote, M>): void {
  call(() => host.getQuote(of, into, context(then)));
}

/** The answer to `quote`. */
export function takeQuote(_: Answer<Quote>, ctx: Context): Quote {
  const quote = take(ctx, host.takeQuote);
  amount("what it is worth", quote.worth);
  return quote;
}
