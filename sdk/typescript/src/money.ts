/**
 * An amount, in the currency's minor units by ISO 4217: 340 is 3.40 EUR, 340 JPY, 0.340 KWD.
 *
 * A whole number, never below zero. JavaScript counts exactly up to 2⁵³ − 1, which is 90 trillion euros:
 * what would go beyond is refused and never rounded.
 */
export interface Money {
  readonly minorUnits: number;
  /** ISO 4217: `EUR`. */
  readonly currency: string;
}

/** An amount. Throws a `RangeError` where it is none. */
export function money(minorUnits: number, currency: string): Money {
  if (!Number.isSafeInteger(minorUnits) || minorUnits < 0) {
    throw new RangeError(`${minorUnits} is no amount: it must be a whole number of minor units, 0 to 2^53 - 1`);
  }
  if (!/^[A-Z]{3}$/.test(currency)) {
    throw new RangeError(`${currency} is no currency: it must be three capital letters of ISO 4217`);
  }
  return { minorUnits, currency };
}

/** So many euro cents. */
export function eur(cents: number): Money {
  return money(cents, "EUR");
}

/** Both together. Throws a `RangeError` where the currencies differ, or nobody has that much. */
export function plus(a: Money, b: Money): Money {
  return money(a.minorUnits + b.minorUnits, same(a, b));
}

/** What is left. Throws a `RangeError` where the currencies differ, or it is less than nothing. */
export function minus(a: Money, b: Money): Money {
  return money(a.minorUnits - b.minorUnits, same(a, b));
}

/** So many times as much. Throws a `RangeError` where the factor is no whole number, or nobody has that much. */
export function times(amount: Money, factor: number): Money {
  return money(amount.minorUnits * factor, amount.currency);
}

/** All of them together. Throws a `RangeError` as `plus`. */
export function sum(currency: string, amounts: readonly Money[]): Money {
  return amounts.reduce(plus, money(0, currency));
}

function same(a: Money, b: Money): string {
  if (a.currency !== b.currency) {
    throw new RangeError(`${a.currency} and ${b.currency} cannot be taken together`);
  }
  return a.currency;
}
