import type { Event, FieldValue } from "loggia:app/events@0.1.0";
import loyalty from "loggia:loyalty/loyalty@0.1.0";
import diagnostics from "loggia:platform/diagnostics@0.1.0";
import log from "loggia:platform/log@0.1.0";
import navigation from "loggia:platform/navigation@0.1.0";
import timers from "loggia:platform/timers@0.1.0";
import storage from "loggia:storage/storage@0.1.0";
import { ask } from "./asking";
import { bytes } from "./bytes";
import type { Mischief } from "./main";
import { pay } from "./paying";

/** What it can be told to do with what the host offers, and to itself. */
export function obey(
  own: Mischief,
  verb: string,
  words: readonly string[],
  rest: string,
  event: Event,
): void {
  const word = (at: number) => words[at] ?? "";
  const number = (at: number) => Number(words[at] ?? 0);
  const from = (at: number) => bytes(words.slice(at).join(" "));
  const report = (what: string) => own.report.push(what);
  const said = (call: () => unknown) => report(outcome(call));
  switch (verb) {
    // its own memory
    case "anew":
      own.report = [];
      return;
    case "add":
      own.count += 1;
      return;
    case "say":
      report(rest);
      return;
    case "back":
      report("went back");
      return;
    case "state":
      own.stateBytes = number(0);
      return;
    case "now":
      report(String(event.now));
      return;
    case "entropy":
      report(Array.from(event.entropy, (byte) => byte.toString(16).padStart(2, "0")).join(""));
      return;
    case "rights":
      report(event.kind.tag === "launched" ? event.kind.val.rights.join(" ") : "");
      return;
    case "fields":
      report(event.kind.tag === "action" ? event.kind.val.fields.map(field).join(" ") : "");
      return;
    // what nobody should rely on
    case "ambient":
      report(`${Math.random()} ${Date.now()}`);
      return;
    // against itself
    case "loop":
      for (;;) {}
    case "take-memory":
      report(`took ${new Uint8Array(number(0)).fill(1).length}`);
      return;
    case "descend":
      report(String(descend(0)));
      return;
    case "panic":
      diagnostics.panicked(rest, "src/\u001b[31mmain.ts", 7);
      diagnostics.panicked("a second report", "elsewhere.ts", 1);
      throw new Error(rest);
    case "panic-unreported":
      throw new Error(rest);
    case "throw-nothing":
      throw undefined;
    // storage
    case "set":
      return void said(() => storage.set(word(0), new Uint8Array(number(1)).fill(120)) ?? "set");
    case "set-key":
      return void said(() => storage.set("k".repeat(number(0)), new Uint8Array()) ?? "set");
    case "get":
      return void said(() => storage.get(word(0))?.length ?? "none");
    case "delete":
      return void said(() => storage.delete(word(0)) ?? "deleted");
    case "keys":
      return void said(() => storage.listKeys(word(0)).join(" "));
    case "calls":
      report(tally(number(0), () => storage.get("a")));
      return;
    // log
    case "log":
      for (let line = 0; line < number(0); line += 1) {
        log.write("info", "l".repeat(number(1)));
      }
      report("logged");
      return;
    // timers and navigation
    case "wake":
      return void said(() => timers.wakeAt(event.now + number(0), from(1)) ?? "set");
    case "wakes":
      report(tally(number(0), (at) => timers.wakeAt(event.now + 1_000 + at, bytes(""))));
      return;
    case "close":
      return void said(() => navigation.close() ?? "closing");
    // `lead APP INTENT [NAME=VALUE…]`
    case "lead": {
      const params = words.slice(2).map((word) => word.split("=") as [string, string]);
      return void said(() => navigation.openMiniApp(word(0), word(1), params) ?? "leading");
    }
    // loyalty: the rest of the line is the context
    case "balance":
      return void said(() => loyalty.getBalance(bytes(rest)));
    case "balances":
      report(tally(number(0), () => loyalty.getBalance(bytes(""))));
      return;
    case "take-balance":
      return void said(() => `${loyalty.takeBalance(number(0)).points} points`);
    case "earn":
      return void said(() => loyalty.earn(word(0), from(1)));
    case "redeem":
      return void said(() => loyalty.redeem(number(0), word(1), from(2)));
    case "return":
      return void said(() => loyalty.returnPoints(word(0), from(1)));
    case "take-booking":
      return void said(() => `${loyalty.takeBooking(number(0)).points} booked`);
    default: {
      const call = ask(verb, words) ?? pay(verb, words);
      if (call === undefined) {
        report(`what is ${verb}?`);
      } else {
        said(call);
      }
    }
  }
}

function descend(depth: number): number {
  return descend(depth + 1) + 1;
}

function outcome(call: () => unknown): string {
  try {
    return String(call());
  } catch (error) {
    return code(error);
  }
}

/** How many were done, and why the others were not. */
function tally(count: number, call: (at: number) => unknown): string {
  let done = 0;
  const refused: string[] = [];
  for (let at = 0; at < count; at += 1) {
    try {
      call(at);
      done += 1;
    } catch (error) {
      refused.push(code(error));
    }
  }
  return refused.length === 0 ? `${done} done` : `${done} done ${refused.length} ${refused[0]}`;
}

/** The code of a capability's error; anything else that is thrown goes on. */
function code(error: unknown): string {
  const said = error instanceof Error && "payload" in error ? error.payload : null;
  if (typeof said === "object" && said !== null && "code" in said) {
    return String(said.code);
  }
  throw error;
}

function field([name, value]: readonly [string, FieldValue]): string {
  switch (value.tag) {
    case "choice":
      return `${name}=${value.val.join("+")}`;
    case "money":
      return `${name}=${value.val === null ? "empty" : `${value.val.minorUnits}${value.val.currency}`}`;
    case "date": {
      const day = value.val;
      return `${name}=${day === null ? "empty" : `${day.year}-${day.month}-${day.day}`}`;
    }
    default:
      return `${name}=${value.val ?? "empty"}`;
  }
}
