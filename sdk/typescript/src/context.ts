import type { Environment } from "./environment";
import { Fields } from "./fields";
import { Random } from "./random";
import { type Day, type Timestamp, dayAt } from "./time";

/** What a step has at hand: its event's facts. */
export class Context {
  /** The only clock: the moment at which the step was begun. `Date.now()` stands still. */
  readonly now: Timestamp;
  /** Where and for whom the mini-app is shown. */
  environment: Environment = UNKNOWN;
  /** The optional capabilities that are there for this user. */
  rights: readonly string[] = [];
  /** What the user entered. */
  fields = new Fields([]);
  /** The request that is answered. */
  request: number | null = null;
  readonly #entropy: Uint8Array;
  #random: Random | null = null;

  constructor(now: Timestamp, entropy: Uint8Array) {
    this.now = now;
    this.#entropy = entropy;
  }

  /** Today, in UTC: the zone in which the bank counts days. */
  today(): Day {
    return dayAt(this.now);
  }

  /** Today, where the user is. */
  localToday(): Day {
    return dayAt(this.now, this.environment.utcOffsetMinutes);
  }

  /** The only randomness. */
  get random(): Random {
    this.#random ??= new Random(this.#entropy);
    return this.#random;
  }

  /** Whether an optional capability is there, such as `loggia:loyalty/loyalty`. */
  hasRight(capability: string): boolean {
    return this.rights.includes(capability);
  }
}

/** What there is before the first event has said anything. */
const UNKNOWN: Environment = {
  locale: "en",
  timeZone: "UTC",
  utcOffsetMinutes: 0,
  currency: "EUR",
};
