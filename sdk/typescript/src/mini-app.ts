import type { Functions } from "loggia:app/app@0.1.0";
import type { Context } from "./context";
import type { Change, Environment, Launch } from "./environment";
import { runStep } from "./step";
import type { View } from "./ui/view";

/**
 * What a mini-app is: how its state begins, how a message changes it, and what is then on screen.
 *
 * `State` is plain data. It is written down after every step and read before the next one, so nothing
 * survives but what stands in it: no variables, no caches. `Msg` is plain data too, usually a union of
 * objects with a `kind`; each is at most 1 KiB as JSON.
 *
 * A function changes the state that it is given, or returns another. A step in which something is thrown
 * leaves no trace, its calls to capabilities included.
 */
export interface MiniApp<State, Msg> {
  /**
   * The number of the state's shape. Raise it when a release can no longer read the state of the one
   * before, and read that in `migrate`.
   */
  readonly schema: number;
  /** The session's first step. */
  launch(launch: Launch, ctx: Context): State;
  /** A message has come: by a tap, with an answer, or from a timer. */
  update(state: State, message: Msg, ctx: Context): State | void;
  /** What is on screen now: the whole of it. The host finds what changed. */
  view(state: State): View<Msg>;
  /**
   * Reads a state that was written with another `schema`, newer ones too: a release can be rolled back.
   * Without it, or where it throws, the session starts anew: `launch` is told `restarted` as its reason.
   */
  migrate?(schema: number, state: unknown): State;
  /** The session is shown again, perhaps elsewhere and much later. Else as `environmentChanged`. */
  resumed?(state: State, environment: Environment, ctx: Context): State | void;
  /** The language, the zone or the currency is another now. */
  environmentChanged?(state: State, environment: Environment, ctx: Context): State | void;
  /** Something the mini-app owns has moved on by itself, such as a payment. */
  changed?(state: State, change: Change, ctx: Context): State | void;
  /** The user wants to go back from this screen. */
  back?(state: State, ctx: Context): State | void;
  /** The first step on a new release; `from` is the version that wrote the state. */
  upgraded?(state: State, from: string, ctx: Context): State | void;
}

/**
 * The mini-app as the host calls it, to be exported as `app`:
 *
 * ```ts
 * export const app = miniApp<State, Msg>({ schema: 1, launch, update, view });
 * ```
 */
export function miniApp<State, Msg>(app: MiniApp<State, Msg>): Functions {
  return { step: (state, event) => runStep(app, state, event) };
}
