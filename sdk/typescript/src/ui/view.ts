import type { Children, Node } from "./node";
import { column } from "./structure";

/** A screen. */
export interface View<M> {
  /** Names the screen: scroll, focus and the way back are kept per screen. 1 to 64 bytes. */
  readonly screen: string;
  /** What the bank's frame shows beside the mini-app's name. */
  readonly title: string;
  readonly root: Node<M>;
}

export function view<M>(screen: string, title: string, content: Children<M>): View<M> {
  return { screen, title, root: column(content) };
}
