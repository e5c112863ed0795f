import type { Element, Label, View } from "loggia:app/ui@0.1.0";
import { bytes } from "./bytes";
import type { Mischief } from "./main";

/** A view under construction. */
export class Page {
  view: View = {
    screen: "mischief",
    title: "",
    nodes: [],
    items: [],
    inputs: [],
    data: [],
    actions: [],
    testIds: [],
  };

  node(parent: number, key: string | null, element: Element): number {
    this.view.nodes.push({ parent, key, sensitivity: "none", element });
    return this.view.nodes.length - 1;
  }

  action(action: string): number {
    this.view.actions.push(bytes(action));
    return this.view.actions.length - 1;
  }

  stack(parent: number, key: string | null = null): number {
    return this.node(parent, key, { tag: "stack", val: { axis: "vertical", wrap: false } });
  }

  /** The root, and the form with the field `do`. */
  begin(): number {
    const root = this.stack(0, "root");
    const val = { submit: this.action(""), submitLabel: label("Do it") };
    const form = this.node(root, "orders", { tag: "form", val });
    this.view.inputs.push({
      name: "do",
      label: "Orders",
      help: null,
      error: null,
      required: false,
      enabled: true,
      onChange: null,
    });
    this.textField(form, "do", null);
    return root;
  }

  textField(parent: number, key: string, pattern: string | null): number {
    const val = { value: "", minLength: 0, maxLength: pattern === null ? 4_096 : 200, pattern };
    return this.node(parent, key, { tag: "text-field", val: { kind: "plain", ...val } });
  }
}

export function label(text: string): Label {
  return [{ tag: "text", val: text }];
}

export function screen(own: Mischief): View {
  const page = new Page();
  page.view.title = own.report.join(", ");
  const root = page.begin();
  const val = { label: label(`added ${own.count}`), tone: "neutral", size: "medium" } as const;
  page.node(root, "count", { tag: "text", val });
  return page.view;
}
