import host from "loggia:platform/log@0.1.0";

// The partner's own log, read by the partner's developers and the bank's staff, never by users. A line
// is cut at 1 KiB.

export function debug(message: string): void {
  host.write("debug", message);
}

export function info(message: string): void {
  host.write("info", message);
}

export function warn(message: string): void {
  host.write("warn", message);
}

export function error(message: string): void {
  host.write("error", message);
}
