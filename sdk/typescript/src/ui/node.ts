import type { Element, Sensitivity } from "loggia:app/ui@0.1.0";
import type { Tables } from "./encode";

/** What every element may have besides. */
export interface Common {
  /** Stable and unique among siblings: keeps focus, scroll and half-typed values. 1 to 64 bytes. */
  readonly key?: string | undefined;
  /** A name for the partner's own tests. */
  readonly testId?: string | undefined;
  /** How its text is treated in logs, journals and screenshots. */
  readonly sensitivity?: Sensitivity | undefined;
}

declare const message: unique symbol;

/** An element with its children, in a view whose messages are of type `M`. */
export interface Node<M> {
  readonly common: Common;
  /** What it is, once its items, inputs, data and messages have their places in the view's tables. */
  readonly element: (tables: Tables) => Element;
  readonly children: readonly Node<unknown>[];
  readonly [message]?: M;
}

/** Children in a row; what is not there is left out, so that `condition && text("…")` reads well. */
export type Children<M> = Node<M> | false | null | undefined | readonly Children<M>[];

export function node<M>(
  common: Common,
  element: Node<M>["element"],
  children: Children<M> = [],
): Node<M> {
  return { common, element, children: flat(children, []) };
}

export function leaf(common: Common, element: Element): Node<never> {
  return { common, element: () => element, children: [] };
}

function flat(children: Children<unknown>, into: Node<unknown>[]): Node<unknown>[] {
  if (isMany(children)) {
    for (const child of children) {
      flat(child, into);
    }
  } else if (children) {
    into.push(children);
  }
  return into;
}

function isMany(children: Children<unknown>): children is readonly Children<unknown>[] {
  return Array.isArray(children);
}
