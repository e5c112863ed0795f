import { type View, banner, button, dateTimeOf, keyValues, row, view } from "@loggia/sdk";
import { person } from "../people";
import type { Msg } from "../state";
import type { Tip } from "../tip";
import type { Words } from "../words";

export function receiptScreen(own: Words, tip: Tip): View<Msg> {
  const { name } = person(tip.to);
  return view<Msg>("receipt", own.receipt, [
    banner(own.thanks(name), "success"),
    keyValues([
      [own.to, name],
      [own.amount, tip.amount],
      [own.when, dateTimeOf(tip.at)],
      [own.reference, tip.id],
    ]),
    row<Msg>(
      [
        button<Msg>(own.another, { kind: "people" }, { kind: "primary", key: "another" }),
        button<Msg>(own.lastTips, { kind: "history" }, { key: "history" }),
      ],
      { wrap: true },
    ),
  ]);
}
