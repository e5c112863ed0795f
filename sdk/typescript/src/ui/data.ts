import type { Cell as WireCell, ChartKind, ColumnKind, Dataset } from "loggia:app/ui@0.1.0";
import type { Money } from "../money";
import type { Day } from "../time";
import { type Common, type Node, node } from "./node";

/** What stands in a column: texts, numbers with decimals, amounts of a currency, or days. */
export type Column =
  | { readonly title: string; readonly kind: "text" | "date" }
  | { readonly title: string; readonly kind: "number"; readonly decimals?: number }
  | { readonly title: string; readonly kind: "amount"; readonly currency: string };

/** Of its column's kind, or nothing. A number is in units of its last decimal. */
export type Cell = string | number | Money | Day | null;

/** Shown in columns, or as a card for each row where there is no room. `text` is what it is about. */
export function table(
  text: string,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  common: Common = {},
): Node<never> {
  const data = dataset(text, columns, rows);
  return node(common, (tables) => {
    tables.data(data);
    return { tag: "table" };
  });
}

/** The first column says what is drawn, each other one is a series. */
export function chart(
  kind: ChartKind,
  text: string,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  common: Common = {},
): Node<never> {
  const data = dataset(text, columns, rows);
  return node(common, (tables) => {
    tables.data(data);
    return { tag: "chart", val: kind };
  });
}

function dataset(
  text: string,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
): Dataset {
  const wide = columns.map((column) => ({ title: column.title, kind: columnKind(column) }));
  // A short row ends in nothing, and a long one ends with the columns.
  const cells = rows.flatMap((row) => columns.map((_, at) => cell(row[at] ?? null)));
  return { label: text, columns: wide, cells };
}

function columnKind(column: Column): ColumnKind {
  switch (column.kind) {
    case "text":
      return { tag: "text" };
    case "date":
      return { tag: "date" };
    case "number":
      return { tag: "number", val: column.decimals ?? 0 };
    case "amount":
      return { tag: "amount", val: column.currency };
  }
}

function cell(of: Cell): WireCell {
  if (of === null) {
    return { tag: "none" };
  }
  if (typeof of === "string") {
    return { tag: "text", val: of };
  }
  if (typeof of === "number") {
    return { tag: "number", val: of };
  }
  return "minorUnits" in of ? { tag: "number", val: of.minorUnits } : { tag: "date", val: of };
}
