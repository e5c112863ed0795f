import { type View, banner, button, keyValues, progress, row, view } from "@loggia/sdk";
import { person } from "../people";
import type { Msg, State } from "../state";
import type { Tip } from "../tip";
import type { Words } from "../words";
import { notice } from "./notice";

export function payingScreen(own: Words, state: State, tip: Tip): View<Msg> {
  const uncertain = tip.status === "uncertain";
  const again = button<Msg>(own.tryAgain, { kind: "try-again" }, { kind: "primary", key: "again" });
  return view<Msg>("paying", own.paying, [
    notice(own, state),
    uncertain ? banner(own.uncertain, "warning") : progress(own.confirming),
    keyValues([
      [own.to, person(tip.to).name],
      [own.amount, tip.amount],
    ]),
    row<Msg>(
      [uncertain && again, button<Msg>(own.withdraw, { kind: "withdraw" }, { key: "withdraw" })],
      { wrap: true },
    ),
  ]);
}
