import { type Node, type Tone, banner } from "@loggia/sdk";
import type { Notice, State } from "../state";
import type { Words } from "../words";

const TONES: Readonly<Record<Notice, Tone>> = {
  declined: "info",
  expired: "info",
  noAmount: "info",
  refused: "warning",
  notNow: "warning",
  oneAtATime: "info",
  stillUnclear: "warning",
  sentBack: "danger",
};

export function notice(own: Words, state: State): Node<never> | null {
  const { notice } = state;
  return notice === null ? null : banner(own.notices[notice], TONES[notice], { key: "notice" });
}
