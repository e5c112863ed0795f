export { type Button, button, link, menu } from "./action";
export { accountChip, secretValue } from "./bank";
export {
  type Alt,
  badge,
  countdown,
  elapsed,
  heading,
  icon,
  image,
  keyValues,
  qrCode,
  text,
} from "./content";
export { type Cell, type Column, chart, table } from "./data";
export { banner, dialog, emptyState, progress, skeleton, toast } from "./feedback";
export { details, tab, tabs } from "./folding";
export {
  type ChoiceOption,
  type InputOptions,
  type Range,
  type TextField,
  checkbox,
  choice,
  dateField,
  moneyField,
  multiChoice,
  numberField,
  slider,
  stepper,
  textField,
  toggle,
} from "./input";
export {
  type Inline,
  type Label,
  type Moment,
  type Strong,
  dateOf,
  dateTimeOf,
  strong,
  timeOf,
} from "./label";
export type { Children, Common, Node } from "./node";
export { type ListItem, card, column, divider, form, grid, list, listItem, row, section } from "./structure";
export { type View, view } from "./view";
export type { ButtonKind, ChartKind, IconName, Sensitivity, Size, TextKind, Tone } from "loggia:app/ui@0.1.0";
