import { type Common, type Node, leaf } from "./node";

/** An account of the user as the bank shows it. The mini-app names it and learns nothing. */
export function accountChip(account: string, common: Common = {}): Node<never> {
  return leaf(common, { tag: "account-chip", val: account });
}

/** Masked until the user asks the host to show it. `text` is always shown; `value` is 1 to 200 bytes. */
export function secretValue(text: string, value: string, common: Common = {}): Node<never> {
  return leaf(common, { tag: "secret-value", val: { label: text, value } });
}
