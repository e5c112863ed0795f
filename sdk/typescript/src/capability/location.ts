import host from "loggia:location/location@0.1.0";
import type { Position } from "loggia:location/location@0.1.0";
import { type Answer, type Then, context, take } from "../answer";
import type { Context } from "../context";
import { call } from "../error";

export type { Position };

/** Asks where the user is, no finer than so many metres: 1 to 100 000. */
export function current<M>(accuracyMetres: number, then: Then<Position, M>): void {
  call(() => host.current(accuracyMetres, context(then)));
}

/** The answer to `current`. */
export function takePosition(_: Answer<Position>, ctx: Context): Position {
  return take(ctx, host.takePosition);
}
