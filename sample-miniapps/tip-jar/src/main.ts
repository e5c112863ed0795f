import { type Context, eur, miniApp } from "@loggia/sdk";
import { decided, give, lookAgain, paymentChanged, takeUp, tryAgain, withdraw } from "./giving";
import { kept } from "./history";
import { show } from "./screens";
import type { Msg, Screen, State } from "./state";

export const app = miniApp<State, Msg>({
  schema: 1,

  launch(launch) {
    const state: State = {
      locale: launch.environment.locale,
      screen: { kind: "people" },
      notice: null,
      tip: null,
    };
    takeUp(state);
    return state;
  },

  update(state, message, ctx) {
    switch (message.kind) {
      case "people":
      case "history":
      case "payment":
        return go(state, screenOf(message.kind));
      case "choose":
        return go(state, { kind: "amount", to: message.to });
      case "give":
        return give(state, message.to, eur(message.cents), ctx);
      case "give-entered":
        return giveEntered(state, message, ctx);
      case "try-again":
        return tryAgain(state);
      case "withdraw":
        return withdraw(state);
      case "decided":
        return decided(state, message.tip, message.answer, ctx);
    }
  },

  view: show,

  environmentChanged(state, environment) {
    state.locale = environment.locale;
  },

  changed(state, change) {
    if (change.topic === "payment") {
      paymentChanged(state, change.id);
    }
  },

  back(state) {
    // A tip that isn't over can be found again from there.
    go(state, { kind: "people" });
  },
});

function go(state: State, screen: Screen): void {
  state.screen = screen;
  state.notice = null;
  lookAgain(state);
}

function screenOf(kind: "people" | "history" | "payment"): Screen {
  switch (kind) {
    case "people":
      return { kind };
    case "history":
      return { kind, tips: kept() };
    case "payment":
      return { kind: "paying" };
  }
}

function giveEntered(
  state: State,
  message: Extract<Msg, { kind: "give-entered" }>,
  ctx: Context,
): void {
  const amount = ctx.fields.money("amount");
  if (amount === null) {
    state.notice = "noAmount";
  } else {
    give(state, message.to, amount, ctx);
  }
}
