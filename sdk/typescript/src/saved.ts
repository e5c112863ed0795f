import { encode, decode } from "./encoding";
import type { Environment } from "./environment";
import { Failure } from "./failure";
import type { MiniApp } from "./mini-app";

/** What a step leaves for the next one: the mini-app's state, and what the SDK itself must remember. */
export interface Saved<State> {
  readonly environment: Environment;
  readonly rights: readonly string[];
  readonly state: State;
}

export function save<State>(schema: number, saved: Saved<State>): Uint8Array {
  return encode("the state", { schema, ...saved });
}

export function load<State, Msg>(app: MiniApp<State, Msg>, bytes: Uint8Array): Saved<State> {
  const saved = decode("the saved session", bytes) as Saved<State> & { readonly schema: number };
  if (saved.schema === app.schema) {
    return saved;
  }
  if (app.migrate === undefined) {
    throw Failure.internal(
      `the saved state has schema ${saved.schema} and this release reads ${app.schema} alone: write migrate`,
    );
  }
  return { ...saved, state: app.migrate(saved.schema, saved.state) };
}
