import type { ButtonKind } from "loggia:app/ui@0.1.0";
import { type Label, label } from "./label";
import { type Children, type Common, type Node, node } from "./node";

export interface Button extends Common {
  /** `secondary` by default. */
  readonly kind?: ButtonKind | undefined;
  readonly enabled?: boolean | undefined;
  /** At work: shows it, and does not act. */
  readonly busy?: boolean | undefined;
}

export function button<M>(text: Label, onTap: M, options: Button = {}): Node<M> {
  const { kind = "secondary", enabled = true, busy = false } = options;
  return node(options, (tables) => ({
    tag: "button",
    val: { label: label(text), onTap: tables.action(onTap), kind, enabled, busy },
  }));
}

/** Acts as a button does, and looks like a part of the text. */
export function link<M>(text: Label, onTap: M, common: Common = {}): Node<M> {
  return node(common, (tables) => ({
    tag: "link",
    val: { label: label(text), onTap: tables.action(onTap) },
  }));
}

/** What can be done besides, folded away: children are buttons. */
export function menu<M>(text: Label, buttons: Children<M>, common: Common = {}): Node<M> {
  return node(common, () => ({ tag: "menu", val: label(text) }), buttons);
}
