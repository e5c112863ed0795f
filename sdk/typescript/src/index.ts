/// <reference path="./contract.d.ts" />

export type { Answer, Then } from "./answer";
export { catalogue, isOne, lookup } from "./catalogue";
export type { Context } from "./context";
export type { Plain } from "./encoding";
export type { Change, Environment, Launch } from "./environment";
export { CapabilityError, type ErrorCode } from "./error";
export { Failure } from "./failure";
export type { Fields } from "./fields";
export { type MiniApp, miniApp } from "./mini-app";
export { type Money, eur, minus, money, plus, sum, times } from "./money";
export type { Random } from "./random";
export { type Day, HOUR, MINUTE, SECOND, type Timestamp, addDays, dayAt, isoDay } from "./time";
export * from "./capability";
export * from "./ui";
