import type { Next } from "loggia:app/app@0.1.0";
import type { Event, Kind } from "loggia:app/events@0.1.0";
import { Context } from "./context";
import { decode } from "./encoding";
import { launchFrom } from "./environment";
import { CapabilityError } from "./error";
import { Failure } from "./failure";
import { Fields } from "./fields";
import type { MiniApp } from "./mini-app";
import { panic } from "./panic";
import { load, save } from "./saved";
import { encodeView } from "./ui/encode";

/** One step: from bytes and an event to bytes and a view. */
export function runStep<State, Msg>(
  app: MiniApp<State, Msg>,
  bytes: Uint8Array | null,
  event: Event,
): Next {
  const ctx = new Context(event.now, event.entropy);
  try {
    const state = stateAfter(app, bytes, event.kind, ctx);
    const { environment, rights } = ctx;
    return {
      state: save(app.schema, { environment, rights, state }),
      view: encodeView(app.view(state)),
    };
  } catch (error) {
    if (error instanceof Failure) {
      throw error.toWire(ctx.environment.locale);
    }
    if (error instanceof CapabilityError) {
      const detail = `${error.message} (reference ${error.reference})`;
      throw Failure.internal(detail).toWire(ctx.environment.locale);
    }
    return panic(error);
  }
}

function stateAfter<State, Msg>(
  app: MiniApp<State, Msg>,
  bytes: Uint8Array | null,
  kind: Kind,
  ctx: Context,
): State {
  if (kind.tag === "launched") {
    const launch = launchFrom(kind.val);
    ctx.environment = launch.environment;
    ctx.rights = launch.rights;
    return app.launch(launch, ctx);
  }
  if (bytes === null) {
    throw Failure.internal("the session's first event is not `launched`");
  }
  const saved = load(app, bytes);
  ctx.environment = saved.environment;
  ctx.rights = saved.rights;
  const changed = handle(app, saved.state, kind, ctx);
  return changed === undefined ? saved.state : (changed as State);
}

function handle<State, Msg>(
  app: MiniApp<State, Msg>,
  state: State,
  kind: Exclude<Kind, { tag: "launched" }>,
  ctx: Context,
): State | void {
  const update = (what: string, message: Uint8Array) =>
    app.update(state, decode(what, message) as Msg, ctx);
  switch (kind.tag) {
    case "upgraded":
      return app.upgraded?.(state, kind.val, ctx);
    case "resumed":
      ctx.environment = kind.val;
      return app.resumed === undefined
        ? app.environmentChanged?.(state, kind.val, ctx)
        : app.resumed(state, kind.val, ctx);
    case "environment-changed":
      ctx.environment = kind.val;
      return app.environmentChanged?.(state, kind.val, ctx);
    case "action":
      ctx.fields = new Fields(kind.val.fields);
      return update("the action's message", kind.val.action);
    case "answered":
      ctx.request = kind.val.request;
      return update("the answer's message", kind.val.context);
    case "changed":
      return app.changed?.(state, kind.val, ctx);
    case "woke":
      return update("the timer's message", kind.val);
    case "back":
      return app.back?.(state, ctx);
  }
}
