import { type Label, label } from "./label";
import { type Children, type Common, type Node, node } from "./node";

/** Children are its tabs. The host shows one at a time and remembers which: the mini-app is not woken. */
export function tabs<M>(children: Children<M>, common: Common = {}): Node<M> {
  return node(common, () => ({ tag: "tabs" }), children);
}

export function tab<M>(
  text: Label,
  children: Children<M>,
  options: Common & {
    /** Open to begin with, one at most; the first one where none is. */
    readonly selected?: boolean;
    /** Sent when the user opens it, to load what belongs there. */
    readonly onOpen?: M;
  } = {},
): Node<M> {
  const { selected = false, onOpen } = options;
  return node(
    options,
    (tables) => ({
      tag: "tab",
      val: {
        label: label(text),
        selected,
        onOpen: onOpen === undefined ? null : tables.action(onOpen),
      },
    }),
    children,
  );
}

/** The host opens and closes it: the mini-app is not woken. */
export function details<M>(
  summary: Label,
  children: Children<M>,
  options: Common & { readonly open?: boolean } = {},
): Node<M> {
  const open = options.open ?? false;
  return node(options, () => ({ tag: "details", val: { summary: label(summary), open } }), children);
}
