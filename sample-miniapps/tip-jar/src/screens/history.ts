import {
  type View,
  badge,
  banner,
  button,
  dateTimeOf,
  emptyState,
  list,
  listItem,
  view,
} from "@loggia/sdk";
import { person } from "../people";
import type { Msg } from "../state";
import type { Tip } from "../tip";
import type { Words } from "../words";

export function historyScreen(own: Words, tips: readonly Tip[] | null): View<Msg> {
  const another = button<Msg>(own.another, { kind: "people" }, { kind: "primary", key: "another" });
  if (tips === null) {
    return view<Msg>("history", own.lastTips, [banner(own.tipsUnavailable, "warning"), another]);
  }
  if (tips.length === 0) {
    return view<Msg>("history", own.lastTips, emptyState<Msg>("history", own.noTips, another));
  }
  const items = tips.map((tip) =>
    listItem<Msg>(person(tip.to).name, {
      key: tip.id,
      subtitle: dateTimeOf(tip.at),
      trailing: tip.amount,
      children: tip.status === "failed" && badge(own.notGiven, "neutral"),
    }),
  );
  return view<Msg>("history", own.lastTips, [list<Msg>(items), another]);
}
