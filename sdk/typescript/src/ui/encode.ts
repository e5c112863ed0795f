import type { ActionId, Dataset, Input, Item, View as Wire } from "loggia:app/ui@0.1.0";
import { encode } from "../encoding";
import type { Node } from "./node";
import type { View } from "./view";

/** The parts of a view that nodes refer to, while it is made. */
export interface Tables {
  item(item: Item): void;
  input(input: Input): void;
  data(data: Dataset): void;
  /** The message's place; the same message has the same one. */
  action(message: unknown): ActionId;
}

export function encodeView<M>(view: View<M>): Wire {
  const wire: Wire = {
    screen: view.screen,
    title: view.title,
    nodes: [],
    items: [],
    inputs: [],
    data: [],
    actions: [],
    testIds: [],
  };
  const known = new Map<string, ActionId>();
  const tables: Tables = {
    item: (item) => wire.items.push(item),
    input: (input) => wire.inputs.push(input),
    data: (data) => wire.data.push(data),
    action: (message) => {
      const text = JSON.stringify(message);
      const place = known.get(text) ?? wire.actions.length;
      if (place === wire.actions.length) {
        known.set(text, place);
        wire.actions.push(encode("the action's message", message));
      }
      return place;
    },
  };
  add(wire, tables, view.root, 0);
  return wire;
}

function add(wire: Wire, tables: Tables, node: Node<unknown>, parent: number): void {
  const id = wire.nodes.length;
  const { key = null, testId, sensitivity = "none" } = node.common;
  wire.nodes.push({ parent, key, sensitivity, element: node.element(tables) });
  if (testId !== undefined) {
    wire.testIds.push([id, testId]);
  }
  for (const child of node.children) {
    add(wire, tables, child, id);
  }
}
