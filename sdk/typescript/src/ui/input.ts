import type { ChoiceOption as WireOption, Element, TextKind } from "loggia:app/ui@0.1.0";
import type { Money } from "../money";
import type { Day } from "../time";
import { type Label, label } from "./label";
import { type Common, type Node, node } from "./node";

/** What every input may have. */
export interface InputOptions<M> extends Common {
  readonly help?: string | undefined;
  /** The mini-app's word about the value, shown at the field. */
  readonly error?: string | null | undefined;
  readonly required?: boolean | undefined;
  readonly enabled?: boolean | undefined;
  /** Sent by itself when the value changes: text once the user pauses, all else at once. */
  readonly onChange?: M | undefined;
}

export interface TextField<M> extends InputOptions<M> {
  readonly kind?: TextKind | undefined;
  /** A default: what the user typed stays while key and `value` are the same. */
  readonly value?: string | undefined;
  /** In characters: none by default. */
  readonly minLength?: number | undefined;
  /** 200 by default. */
  readonly maxLength?: number | undefined;
  /** What the whole text must match; `help` must say it in words. */
  readonly pattern?: string | undefined;
}

export function textField<M>(name: string, text: string, options: TextField<M> = {}): Node<M> {
  const { kind = "plain", value = "", minLength = 0, maxLength = 200, pattern = null } = options;
  const val = { kind, value, minLength, maxLength, pattern };
  return input(name, text, options, { tag: "text-field", val });
}

/** One that can be chosen. */
export interface ChoiceOption {
  /** What comes back. Unique among its siblings. */
  readonly value: string;
  readonly label: Label;
  readonly selected?: boolean | undefined;
}

/** One of its options; the host picks radio buttons, segments or a menu. */
export function choice<M>(
  name: string,
  text: string,
  choices: readonly ChoiceOption[],
  options: InputOptions<M> = {},
): Node<M> {
  return input(name, text, options, { tag: "choice", val: choices.map(wireOption) });
}

/** Some of its options: any number, unless it says otherwise. */
export function multiChoice<M>(
  name: string,
  text: string,
  choices: readonly ChoiceOption[],
  options: InputOptions<M> & { readonly min?: number; readonly max?: number } = {},
): Node<M> {
  const { min = 0, max = choices.length } = options;
  const val = { options: choices.map(wireOption), min, max };
  return input(name, text, options, { tag: "multi-choice", val });
}

function wireOption(option: ChoiceOption): WireOption {
  const { value, selected = false } = option;
  return { value, label: label(option.label), selected };
}

export function checkbox<M>(
  name: string,
  text: string,
  options: InputOptions<M> & { readonly checked?: boolean } = {},
): Node<M> {
  return input(name, text, options, { tag: "checkbox", val: options.checked ?? false });
}

/** A switch, which JavaScript keeps for itself. */
export function toggle<M>(
  name: string,
  text: string,
  options: InputOptions<M> & { readonly on?: boolean } = {},
): Node<M> {
  return input(name, text, options, { tag: "switch", val: options.on ?? false });
}

/** Bounds of a number, and by how much it goes up and down: 1 by default. */
export interface Range {
  readonly min: number;
  readonly max: number;
  readonly step?: number | undefined;
}

/** A whole number with plus and minus. */
export function stepper<M>(
  name: string,
  text: string,
  value: number,
  range: Range,
  options: InputOptions<M> = {},
): Node<M> {
  const val = { value, min: range.min, max: range.max, step: range.step ?? 1 };
  return input(name, text, options, { tag: "stepper", val });
}

/** A number that is dragged: where it stands matters more than which it is. */
export function slider<M>(
  name: string,
  text: string,
  value: number,
  range: Range,
  options: InputOptions<M> = {},
): Node<M> {
  const val = { value, min: range.min, max: range.max, step: range.step ?? 1 };
  return input(name, text, options, { tag: "slider", val });
}

/** A number in units of its last decimal: 1 234 is 12.34 with two. */
export function numberField<M>(
  name: string,
  text: string,
  options: InputOptions<M> & {
    readonly value?: number | null;
    readonly min?: number;
    readonly max?: number;
    /** 0 to 9. */
    readonly decimals?: number;
  } = {},
): Node<M> {
  const { value = null, decimals = 0 } = options;
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = options;
  return input(name, text, options, { tag: "number-field", val: { value, min, max, decimals } });
}

/** An amount in one currency; bounds are in its minor units. */
export function moneyField<M>(
  name: string,
  text: string,
  currency: string,
  options: InputOptions<M> & {
    /** Of the field's currency; of another, the field is empty. */
    readonly value?: Money | null;
    readonly min?: number;
    readonly max?: number;
  } = {},
): Node<M> {
  const { value, min = 0, max = Number.MAX_SAFE_INTEGER } = options;
  const own = value?.currency === currency ? value.minorUnits : null;
  return input(name, text, options, { tag: "money-field", val: { value: own, currency, min, max } });
}

export function dateField<M>(
  name: string,
  text: string,
  options: InputOptions<M> & {
    readonly value?: Day | null;
    readonly min?: Day | null;
    readonly max?: Day | null;
  } = {},
): Node<M> {
  const { value = null, min = null, max = null } = options;
  return input(name, text, options, { tag: "date-field", val: { value, min, max } });
}

function input<M>(
  name: string,
  text: string,
  options: InputOptions<M>,
  element: Element,
): Node<M> {
  const { help = null, error = null, required = false, enabled = true, onChange } = options;
  return node(options, (tables) => {
    const sent = onChange === undefined ? null : tables.action(onChange);
    tables.input({ name, label: text, help, error, required, enabled, onChange: sent });
    return element;
  });
}
