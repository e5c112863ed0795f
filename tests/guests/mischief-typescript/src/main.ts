// A mini-app that does what it is told, the worse the better: as `guests/mischief`, order for order, in
// TypeScript. It is on the raw contract, not on the SDK, which would not let it misbehave.

import type { Functions, Failure } from "loggia:app/app@0.1.0";
import type { Event, Kind } from "loggia:app/events@0.1.0";
import type { View } from "loggia:app/ui@0.1.0";
import { bytes, text } from "./bytes";
import { obey } from "./orders";
import { screen } from "./screens";
import { wrongView } from "./wrong-views";

/** All that it remembers. */
export interface Mischief {
  /** How often it was told to `add`. */
  count: number;
  /** Which screen it shows. */
  screen: string;
  /** What came of the latest orders. */
  report: string[];
  /** How many bytes its state is to have, if it was told. */
  stateBytes: number | null;
  /** The view to show once instead of its screen. */
  wrong: View | null;
}

export const app: Functions = {
  step(state, event) {
    const own = restore(state);
    for (const order of told(event.kind).split(";").map((order) => order.trim())) {
      if (order !== "") {
        follow(own, order, event);
      }
    }
    return { view: own.wrong ?? screen(own), state: save(own) };
  },
};

function follow(own: Mischief, order: string, event: Event): void {
  const [verb = "", ...words] = order.split(/\s+/);
  const rest = order.slice(verb.length + 1);
  if (verb === "fail") {
    const failure: Failure = { message: rest, detail: "as it was told" };
    throw failure;
  }
  if (verb === "view") {
    own.wrong = wrongView(own, words);
  } else {
    obey(own, verb, words, rest, event);
  }
}

function restore(state: Uint8Array | null): Mischief {
  const [count = "0", screen = "plain", report = ""] = state === null ? [] : text(state).split("\n");
  return {
    count: Number(count),
    screen,
    report: report === "" ? [] : [report],
    stateBytes: null,
    wrong: null,
  };
}

function save(own: Mischief): Uint8Array {
  const state = bytes(`${own.count}\n${own.screen}\n${own.report.join(", ")}\n`);
  if (own.stateBytes === null) {
    return state;
  }
  const sized = new Uint8Array(own.stateBytes).fill(".".charCodeAt(0));
  sized.set(state.subarray(0, sized.length));
  return sized;
}

/** What the event tells it to do. A new order clears the report of the one before. */
function told(kind: Kind): string {
  switch (kind.tag) {
    case "launched":
      return kind.val.intent?.params.find(([name]) => name === "do")?.[1] ?? "";
    case "action": {
      const [field] = kind.val.fields;
      const entered = field?.[0] === "do" && field[1].tag === "text";
      return `anew;${entered ? field[1].val : text(kind.val.action)}`;
    }
    case "answered": {
      const order = text(kind.val.context).replaceAll("$", String(kind.val.request));
      return `anew;${order.replaceAll("|", ";")}`;
    }
    case "woke":
      return `anew;${text(kind.val)}`;
    case "changed":
      return kind.val.topic === "do" ? `anew;${kind.val.id}` : "";
    case "back":
      return "anew;back";
    case "environment-changed":
      return `anew;say ${kind.val.locale} ${kind.val.timeZone}`;
    case "upgraded":
      return `anew;say upgraded from ${kind.val}`;
    case "resumed":
      return "";
  }
}
