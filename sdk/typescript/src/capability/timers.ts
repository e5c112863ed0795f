import host from "loggia:platform/timers@0.1.0";
import { encode } from "../encoding";
import { call } from "../error";
import type { Timestamp } from "../time";

/** Stages that `message` comes at a moment, at least one second away, while the mini-app is on screen. */
export function wakeAt<M>(at: Timestamp, message: M): void {
  call(() => host.wakeAt(at, encode("the timer's message", message)));
}
