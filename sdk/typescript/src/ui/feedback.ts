import type { IconName, ProgressSoFar, Tone } from "loggia:app/ui@0.1.0";
import { type Label, label } from "./label";
import { type Children, type Common, type Node, leaf, node } from "./node";

/** `assertive` is read out at once, instead of when the screen reader has finished what it is saying. */
export function banner(
  text: Label,
  tone: Tone,
  options: Common & { readonly assertive?: boolean } = {},
): Node<never> {
  const politeness = options.assertive === true ? "assertive" : "polite";
  return leaf(options, { tag: "banner", val: { label: label(text), tone, politeness } });
}

/** Said in passing: shown for some seconds when it appears. */
export function toast(text: Label, tone: Tone, common: Common = {}): Node<never> {
  return leaf(common, { tag: "toast", val: { label: label(text), tone } });
}

/** Stands for so many lines that are not there yet: 1 to 20. */
export function skeleton(lines: number, common: Common = {}): Node<never> {
  return leaf(common, { tag: "skeleton", val: lines });
}

/** While there is one, nothing outside of it acts. */
export function dialog<M>(
  title: Label,
  children: Children<M>,
  options: Common & { readonly onDismiss?: M } = {},
): Node<M> {
  const { onDismiss } = options;
  return node(
    options,
    (tables) => ({
      tag: "dialog",
      val: {
        title: label(title),
        onDismiss: onDismiss === undefined ? null : tables.action(onDismiss),
      },
    }),
    children,
  );
}

/** There is nothing, and what to do about it. */
export function emptyState<M>(
  icon: IconName,
  title: Label,
  children: Children<M>,
  common: Common = {},
): Node<M> {
  return node(common, () => ({ tag: "empty-state", val: { icon, title: label(title) } }), children);
}

/** How far something is: unknown, unless it says otherwise. */
export function progress(
  text: string,
  options: Common & {
    /** 0 to 1 000. */
    readonly permille?: number;
    /** So many of so many are behind the user, 20 at most. */
    readonly steps?: { readonly done: number; readonly count: number };
  } = {},
): Node<never> {
  const { permille, steps } = options;
  const soFar: ProgressSoFar =
    steps !== undefined
      ? { tag: "steps", val: steps }
      : permille !== undefined
        ? { tag: "permille", val: permille }
        : { tag: "unknown" };
  return leaf(options, { tag: "progress", val: { label: text, soFar } });
}
