import type { Inline, View } from "loggia:app/ui@0.1.0";
import type { Mischief } from "./main";
import { Page } from "./screens";

/** A view that breaks a limit, or stands just at it: `view WHAT [NUMBER]`. */
export function wrongView(own: Mischief, words: readonly string[]): View {
  const number = Number(words[1] ?? 0);
  const page = new Page();
  page.view.title = own.report.join(", ");
  const root = page.begin();
  switch (words[0]) {
    case "nodes":
      // In groups, so that no node has too many children.
      while (page.view.nodes.length < number) {
        const group = page.stack(root);
        for (let child = Math.min(8, number - page.view.nodes.length); child > 0; child -= 1) {
          page.node(group, null, { tag: "divider" });
        }
      }
      break;
    case "depth": {
      let parent = root;
      for (let depth = 1; depth < number; depth += 1) {
        parent = page.stack(parent);
      }
      break;
    }
    case "children": {
      const group = page.stack(root);
      for (let child = 0; child < number; child += 1) {
        page.node(group, null, { tag: "divider" });
      }
      break;
    }
    case "text":
      page.view.title += "t".repeat(number - texts(page.view));
      break;
    case "amounts": {
      const amount: Inline = { tag: "money", val: { minorUnits: 1, currency: "EUR" } };
      // In groups, so that no label has too many parts.
      for (let left = number; left > 0; left -= 8) {
        const val = Array.from({ length: Math.min(8, left) }, () => amount);
        page.node(root, null, { tag: "heading", val });
      }
      break;
    }
    case "actions":
      while (page.view.actions.length < number) {
        page.action("");
      }
      break;
    case "action":
      page.action("a".repeat(number));
      break;
    case "patterns":
      patterns(page, root, number);
      break;
    case "table":
      table(page, root, Number(words[2] ?? 0));
      break;
    default:
      page.view.title = `what is view ${words[0]}?`;
  }
  return page.view;
}

function patterns(page: Page, root: number, count: number): void {
  for (let field = 0; field < count; field += 1) {
    const name = `p${field}`;
    page.view.inputs.push({
      name,
      label: name,
      help: "in words",
      error: null,
      required: false,
      enabled: true,
      onChange: null,
    });
    page.textField(root, name, "a");
  }
}

function table(page: Page, root: number, cells: number): void {
  page.node(root, null, { tag: "table" });
  page.view.data.push({
    label: "Table",
    columns: [
      { title: "Column", kind: { tag: "text" } },
      { title: "Column", kind: { tag: "amount", val: "EUR" } },
    ],
    cells: Array.from({ length: cells }, () => ({ tag: "none" })),
  });
}

/** Bytes of all texts of the page so far. */
function texts(view: View): number {
  const keys = view.nodes.reduce((sum, node) => sum + (node.key?.length ?? 0), 0);
  const inputs = view.inputs.reduce((sum, input) => sum + input.name.length + input.label.length, 0);
  return view.screen.length + view.title.length + keys + inputs + "Do it".length;
}
