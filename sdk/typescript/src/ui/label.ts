import type { Inline as Wire, Label as WireLabel } from "loggia:app/ui@0.1.0";
import type { Money } from "../money";
import type { Day, Timestamp } from "../time";

/** A moment that the host writes as the user's language and zone do. */
export interface Moment {
  readonly at: Timestamp;
  readonly style: "date" | "time" | "date-time";
}

/** Text that matters more. */
export interface Strong {
  readonly strong: string;
}

/** A part of a text: the host formats amounts, moments and days. */
export type Inline = string | Money | Moment | Day | Strong;

/** A text: one part, or several in a row. */
export type Label = Inline | readonly Inline[];

export function strong(text: string): Strong {
  return { strong: text };
}

/** The day of a moment, where the user is. */
export function dateOf(at: Timestamp): Moment {
  return { at, style: "date" };
}

/** The time of day of a moment, where the user is. */
export function timeOf(at: Timestamp): Moment {
  return { at, style: "time" };
}

/** Both. */
export function dateTimeOf(at: Timestamp): Moment {
  return { at, style: "date-time" };
}

export function label(of: Label): WireLabel {
  return isParts(of) ? of.map(inline) : [inline(of)];
}

function isParts(of: Label): of is readonly Inline[] {
  return Array.isArray(of);
}

function inline(part: Inline): Wire {
  if (typeof part === "string") {
    return { tag: "text", val: part };
  }
  if ("minorUnits" in part) {
    return { tag: "money", val: part };
  }
  if ("strong" in part) {
    return { tag: "strong", val: part.strong };
  }
  return "at" in part ? { tag: "moment", val: part } : { tag: "date", val: part };
}
