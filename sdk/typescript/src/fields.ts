import type { FieldValue } from "loggia:app/events@0.1.0";
import { type Money, money } from "./money";
import type { Day } from "./time";

/**
 * What the user entered, as it came with this step's action: of the form that was submitted, or of the one
 * input that changed. The host has checked the values against the rules in the view.
 *
 * Asking for an input that this action did not bring, or for one of another kind, throws a `TypeError`.
 */
export class Fields {
  readonly #fields: readonly (readonly [string, FieldValue])[];

  constructor(fields: readonly (readonly [string, FieldValue])[]) {
    this.#fields = fields;
  }

  /** A text field's text. */
  text(name: string): string {
    return this.#value(name, "text", "a text field");
  }

  /** A stepper's or a slider's number. */
  integer(name: string): number {
    return this.#value(name, "integer", "a stepper or slider");
  }

  /** The value of a choice's chosen option; none while nothing is chosen. */
  choice(name: string): string | null {
    const [first, second] = this.choices(name);
    if (second !== undefined) {
      throw new TypeError(`input \`${name}\` is not a choice of one`);
    }
    return first ?? null;
  }

  /** The values of a multi-choice's chosen options, in the view's order. */
  choices(name: string): readonly string[] {
    return this.#value(name, "choice", "a choice");
  }

  /** Whether a checkbox or a switch is on. */
  isOn(name: string): boolean {
    return this.#value(name, "on", "a checkbox or switch");
  }

  /** A number field's number, in units of its last decimal; none where it was left empty. */
  number(name: string): number | null {
    return this.#value(name, "number", "a number field");
  }

  /** A money field's amount; none where it was left empty. */
  money(name: string): Money | null {
    const amount = this.#value(name, "money", "a money field");
    return amount === null ? null : money(amount.minorUnits, amount.currency);
  }

  /** A date field's day; none where it was left empty. */
  date(name: string): Day | null {
    return this.#value(name, "date", "a date field");
  }

  #value<Tag extends FieldValue["tag"]>(name: string, tag: Tag, expected: string): ValueOf<Tag> {
    const value = this.#fields.find(([key]) => key === name)?.[1];
    if (value === undefined) {
      throw new TypeError(`no input \`${name}\` came with this action: is it in the form that was submitted?`);
    }
    if (value.tag !== tag) {
      throw new TypeError(`input \`${name}\` is not ${expected}`);
    }
    return value.val as ValueOf<Tag>;
  }
}

type ValueOf<Tag extends FieldValue["tag"]> = Extract<FieldValue, { tag: Tag }>["val"];
