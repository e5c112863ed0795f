import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";
import type { Event, Kind } from "loggia:app/events@0.1.0";
import { CapabilityError, Failure, miniApp, payments, storage } from "../src";
import type { Answer, Payment } from "../src";
import { banner, button, form, list, listItem, money, moneyField, view } from "../src";
import { fromBytes, toBytes } from "../src/bytes";
import { answers, calls, refusal } from "./host";

interface State {
  count: number;
  said: string;
}

type Msg =
  | { kind: "add"; by: number }
  | { kind: "entered" }
  | { kind: "pay" }
  | { kind: "decided"; answer: Answer<Payment> }
  | { kind: "throw"; what: "failure" | "capability" | "mistake" };

const app = miniApp<State, Msg>({
  schema: 2,
  launch: (launch, ctx) => ({ count: 0, said: `${launch.reason} at ${ctx.now}` }),
  update(state, message, ctx) {
    switch (message.kind) {
      case "add":
        state.count += message.by;
        return;
      case "entered":
        return { ...state, said: JSON.stringify(ctx.fields.money("amount")) };
      case "pay":
        payments.initiate(
          {
            instructionId: ctx.random.token(26),
            amount: money(500, "EUR"),
            creditor: { iban: "AT611904300234573201", name: "Band" },
          },
          (answer) => ({ kind: "decided", answer }),
        );
        return;
      case "decided":
        state.said = payments.takeOutcome(message.answer, ctx).consent;
        return;
      case "throw":
        if (message.what === "failure") throw new Failure("Not today", "closed");
        if (message.what === "capability") storage.save("a", 1);
        throw new TypeError("a mistake");
    }
  },
  view: (state) =>
    view<Msg>("main", "Main", [
      state.count > 0 && banner(state.said, "info"),
      list<Msg>([
        listItem<Msg>("One", { key: "one", onTap: { kind: "add", by: 1 }, trailing: money(5, "EUR") }),
        listItem<Msg>("Also one", { onTap: { kind: "add", by: 1 } }),
      ]),
      form<Msg>({ kind: "entered" }, "Send", moneyField<Msg>("amount", "Amount", "EUR", { min: 1 })),
      button<Msg>("Pay", { kind: "pay" }, { kind: "primary", testId: "pay" }),
    ]),
  migrate: (schema, state) => ({ count: (state as { old: number }).old, said: `from ${schema}` }),
});

const environment = { locale: "de-AT", timeZone: "Europe/Vienna", utcOffsetMinutes: 60, currency: "EUR" };

function event(kind: Kind): Event {
  return { now: 1_000, entropy: new Uint8Array(32), kind };
}

function launched(): Uint8Array {
  const val = { environment, intent: null, rights: ["loggia:storage/storage"], reason: "opened" as const };
  return app.step(null, event({ tag: "launched", val })).state;
}

function told(message: unknown, fields: [string, never][] = []): Kind {
  return { tag: "action", val: { action: toBytes(JSON.stringify(message)), fields } };
}

function stateIn(bytes: Uint8Array): State {
  return JSON.parse(fromBytes(bytes)).state;
}

beforeEach(() => {
  calls.length = 0;
  answers.clear();
});

test("a session begins, and goes on from what the step before has left", () => {
  const first = launched();
  assert.deepEqual(stateIn(first), { count: 0, said: "opened at 1000" });
  const second = app.step(first, event(told({ kind: "add", by: 3 })));
  assert.equal(stateIn(second.state).count, 3);
  assert.equal(JSON.parse(fromBytes(second.state)).environment.locale, "de-AT");
});

test("a view has its items, inputs and messages in tables, each message once", () => {
  const { view: shown } = app.step(launched(), event(told({ kind: "add", by: 1 })));
  assert.deepEqual(shown.nodes.map((node) => node.element.tag), [
    "stack",
    "banner",
    "list",
    "list-item",
    "list-item",
    "form",
    "money-field",
    "button",
  ]);
  assert.deepEqual(shown.nodes.map((node) => node.parent), [0, 0, 0, 2, 2, 0, 5, 0]);
  assert.deepEqual(shown.items.map((item) => item.onTap), [0, 0]);
  assert.deepEqual(shown.actions.map(fromBytes), [
    '{"kind":"add","by":1}',
    '{"kind":"entered"}',
    '{"kind":"pay"}',
  ]);
  assert.deepEqual(shown.testIds, [[7, "pay"]]);
  assert.equal(shown.nodes[3]?.key, "one");
});

test("what was entered comes typed", () => {
  const value = { tag: "money", val: { minorUnits: 750, currency: "EUR" } } as never;
  const { state } = app.step(launched(), event(told({ kind: "entered" }, [["amount", value]])));
  assert.equal(stateIn(state).said, '{"minorUnits":750,"currency":"EUR"}');
});

test("a request carries its message, and the answer is taken in that step", () => {
  answers.set("loggia:payments/payments-initiate.initiate", () => ({ payment: "p1", request: 7 }));
  const asked = app.step(launched(), event(told({ kind: "pay" })));
  const [call] = calls;
  const [instruction, context] = call?.args as [{ endToEndId: string }, Uint8Array];
  assert.equal(instruction.endToEndId.length, 26);
  const payment = { consent: "auth", status: "pdng", amount: { minorUnits: 500, currency: "EUR" } };
  answers.set("loggia:payments/payments-initiate.takeOutcome", () => payment);
  const answered: Kind = { tag: "answered", val: { request: 7, context } };
  assert.equal(stateIn(app.step(asked.state, event(answered)).state).said, "auth");
  assert.deepEqual(calls.at(-1)?.args, [7]);
  // In a step that no answer led to there is none.
  assert.throws(() => app.step(asked.state, event(told({ kind: "decided", answer: null }))), {
    detail: /this step handles no answer/,
  });
});

test("an amount that JavaScript cannot count is refused", () => {
  const amount = { minorUnits: 2 ** 60, currency: "EUR" };
  answers.set("loggia:payments/payments-initiate.getPayment", () => ({ amount }));
  assert.throws(() => payments.get("p1"), CapabilityError);
});

test("a failure speaks to the user, a refusal in general, and a mistake is reported", () => {
  const thrown = (what: string) => () => app.step(launched(), event(told({ kind: "throw", what })));
  assert.throws(thrown("failure"), { message: "Not today", detail: "closed" });
  answers.set("loggia:storage/storage.set", () => {
    throw refusal("denied");
  });
  const said = { message: /^Das hat nicht geklappt/, detail: "it is denied (reference r1)" };
  assert.throws(thrown("capability"), said);
  assert.equal(thrown("mistake")(), undefined, "what the engine traps on");
  assert.deepEqual(calls.at(-1)?.name, "loggia:platform/diagnostics.panicked");
  assert.equal(calls.at(-1)?.args[0], "TypeError: a mistake");
});

test("a state of another shape is migrated", () => {
  const old = { schema: 1, environment, rights: [], state: { old: 9 } };
  const { state } = app.step(toBytes(JSON.stringify(old)), event({ tag: "back" }));
  assert.deepEqual(stateIn(state), { count: 9, said: "from 1" });
});
