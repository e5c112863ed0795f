import type { Axis } from "loggia:app/ui@0.1.0";
import { type Label, label } from "./label";
import { type Children, type Common, type Node, leaf, node } from "./node";

/** A titled part; the levels of headings come from how sections nest. */
export function section<M>(title: Label, children: Children<M>, common: Common = {}): Node<M> {
  return node(common, () => ({ tag: "section", val: label(title) }), children);
}

/** Children below one another. */
export function column<M>(children: Children<M>, options: Common & { wrap?: boolean } = {}): Node<M> {
  return stack("vertical", children, options);
}

/** Children beside one another. */
export function row<M>(children: Children<M>, options: Common & { wrap?: boolean } = {}): Node<M> {
  return stack("horizontal", children, options);
}

function stack<M>(axis: Axis, children: Children<M>, options: Common & { wrap?: boolean }): Node<M> {
  const { wrap = false, ...common } = options;
  return node(common, () => ({ tag: "stack", val: { axis, wrap } }), children);
}

/** Children in 2 to 4 columns, fewer where there is no room. */
export function grid<M>(columns: 2 | 3 | 4, children: Children<M>, common: Common = {}): Node<M> {
  return node(common, () => ({ tag: "grid", val: columns }), children);
}

/** A framed group; with `onTap` it is tapped as a whole. */
export function card<M>(children: Children<M>, options: Common & { onTap?: M } = {}): Node<M> {
  const { onTap, ...common } = options;
  return node(
    common,
    (tables) => ({ tag: "card", val: onTap === undefined ? null : tables.action(onTap) }),
    children,
  );
}

/** Its children are list items. */
export function list<M>(items: Children<M>, common: Common = {}): Node<M> {
  return node(common, () => ({ tag: "list" }), items);
}

/** What a list item may have besides its title. */
export interface ListItem<M> extends Common {
  readonly subtitle?: Label | undefined;
  /** Short, at the end of the line: an amount, a time. */
  readonly trailing?: Label | undefined;
  /** An asset of the package, shown at the start, decorative. */
  readonly image?: string | undefined;
  readonly onTap?: M | undefined;
  /** At its end: badge, stepper, button … */
  readonly children?: Children<M>;
}

export function listItem<M>(title: Label, options: ListItem<M> = {}): Node<M> {
  const { subtitle = [], trailing = [], image = null, onTap, children, ...common } = options;
  return node(
    common,
    (tables) => {
      tables.item({
        title: label(title),
        subtitle: label(subtitle),
        trailing: label(trailing),
        image,
        onTap: onTap === undefined ? null : tables.action(onTap),
      });
      return { tag: "list-item" };
    },
    children,
  );
}

export function divider(common: Common = {}): Node<never> {
  return leaf(common, { tag: "divider" });
}

/** Its inputs' values stay in the host until it is submitted, and then come together. */
export function form<M>(
  submit: M,
  submitLabel: Label,
  children: Children<M>,
  common: Common = {},
): Node<M> {
  return node(
    common,
    (tables) => ({
      tag: "form",
      val: { submit: tables.action(submit), submitLabel: label(submitLabel) },
    }),
    children,
  );
}
