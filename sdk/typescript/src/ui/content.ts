import type { IconName, Size, Tone } from "loggia:app/ui@0.1.0";
import type { Timestamp } from "../time";
import { type Label, label } from "./label";
import { type Common, type Node, leaf } from "./node";

export function heading(text: Label, common: Common = {}): Node<never> {
  return leaf(common, { tag: "heading", val: label(text) });
}

export function text(
  text: Label,
  options: Common & { tone?: Tone; size?: Size } = {},
): Node<never> {
  const { tone = "neutral", size = "medium", ...common } = options;
  return leaf(common, { tag: "text", val: { label: label(text), tone, size } });
}

/** Counts down to a moment by itself, and stays at zero. */
export function countdown(text: Label, until: Timestamp, common: Common = {}): Node<never> {
  return leaf(common, { tag: "countdown", val: { label: label(text), until } });
}

/** Counts up from a moment by itself, and stays at zero before it. */
export function elapsed(text: Label, since: Timestamp, common: Common = {}): Node<never> {
  return leaf(common, { tag: "elapsed", val: { label: label(text), since } });
}

export function badge(text: Label, tone: Tone, common: Common = {}): Node<never> {
  return leaf(common, { tag: "badge", val: { label: label(text), tone } });
}

/** Names and what they stand for, in two columns. */
export function keyValues(
  pairs: readonly (readonly [string, Label])[],
  common: Common = {},
): Node<never> {
  const val = pairs.map(([key, value]): [string, ReturnType<typeof label>] => [key, label(value)]);
  return leaf(common, { tag: "key-values", val });
}

/** What a picture shows; null says that it is decorative. */
export type Alt = string | null;

export function icon(name: IconName, alt: Alt, common: Common = {}): Node<never> {
  return leaf(common, { tag: "icon", val: { name, label: alt } });
}

/** An asset of the package. */
export function image(
  asset: string,
  alt: Alt,
  options: Common & { size?: Size } = {},
): Node<never> {
  const { size = "medium", ...common } = options;
  return leaf(common, { tag: "image", val: { asset, alt, size } });
}

/** Says `content`, 1 to 300 bytes, to who scans it; `text` is what it is for. */
export function qrCode(text: string, content: string, common: Common = {}): Node<never> {
  return leaf(common, { tag: "qr-code", val: { content, label: text } });
}
