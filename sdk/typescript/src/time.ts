/** A moment: milliseconds since 1970-01-01T00:00:00Z. */
export type Timestamp = number;

/** A day of the calendar, of no time zone. */
export interface Day {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
}

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** The day that it is at a moment, so many minutes east of Greenwich. */
export function dayAt(at: Timestamp, utcOffsetMinutes = 0): Day {
  // `Date` counts without asking for the time, which nobody would tell it.
  const date = new Date(at + utcOffsetMinutes * MINUTE);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** So many days later; earlier where it is below zero. */
export function addDays(day: Day, days: number): Day {
  return dayAt(Date.UTC(day.year, day.month - 1, day.day + days));
}

/** As ISO 8601 writes it: `2026-01-28`. */
export function isoDay(day: Day): string {
  const padded = (number: number, digits: number) => String(number).padStart(digits, "0");
  return `${padded(day.year, 4)}-${padded(day.month, 2)}-${padded(day.day, 2)}`;
}
