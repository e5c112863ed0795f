import type { Change, Environment, Intent, Launch as Wire } from "loggia:app/events@0.1.0";

export type { Change, Environment };

/** How a session begins. */
export interface Launch {
  readonly environment: Environment;
  /**
   * What the mini-app is opened for, as the manifest declares it; none where the user just opened it. Its
   * parameters are of their declared forms, and another's words all the same.
   */
  readonly intent: { readonly name: string; readonly params: Readonly<Record<string, string>> } | null;
  /** The optional capabilities that are there for this user now, such as `loggia:loyalty/loyalty`. */
  readonly rights: readonly string[];
  /** `restarted` where the state of before could not be carried over. */
  readonly reason: Wire["reason"];
}

export function launchFrom(wire: Wire): Launch {
  const named = (intent: Intent) => ({
    name: intent.name,
    params: Object.fromEntries(intent.params),
  });
  return { ...wire, intent: wire.intent === null ? null : named(wire.intent) };
}
