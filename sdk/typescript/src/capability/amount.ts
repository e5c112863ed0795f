import { localError } from "../error";
import type { Money } from "../money";

/** An amount that the host gave: one that JavaScript cannot count exactly is refused, not rounded. */
export function amount(what: string, given: Money): Money {
  if (!Number.isSafeInteger(given.minorUnits)) {
    throw localError("unavailable", `${what} is more than JavaScript counts exactly`);
  }
  return given;
}
