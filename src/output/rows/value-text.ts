import { ByteText } from '../../bytes/byte-text.js';
import { humanDuration } from '../../fields/duration.js';
import { renderClock, writeClock } from '../../render/clock.js';
import type { Column, ColumnType, Value } from './column.js';
import { humanBytes } from './human-bytes.js';

const LOW_HALF = 0xffffffffn;
const clock = new ByteText();

/** `HH:MM:SS.nnnnnnnnn` of a time in ns since the epoch. */
function clockText(ns: bigint): string {
  clock.length = 0;
  writeClock(clock, Number(ns >> 32n), Number(ns & LOW_HALF));
  return clock.toText();
}

const asJoined = (values: NonNullable<Value>): string => (values as readonly (string | number)[]).join(', ');

/** How people see a value; `elapsed` is the time in ns that its report is about. */
type TypeText = (value: NonNullable<Value>, elapsed: number) => string;

const TYPE_TEXTS: Readonly<Record<ColumnType, TypeText>> = {
  count: String,
  number: String,
  double: (value) => (value as number).toFixed(1),
  bool: String,
  bytes: (bytes) => humanBytes(bytes as number),
  duration: (ns) => humanDuration(Number(ns)),
  cpu: (ns, elapsed) => (elapsed === 0 ? '0.00%' : `${(((ns as number) * 100) / elapsed).toFixed(2)}%`),
  time: (ns) => clockText(ns as bigint),
  second: (second) => renderClock(second as number),
  text: (text) => text as string,
  texts: asJoined,
  counts: asJoined,
};

/** The text (byte string) of a value of a column, not masked; `missing` for null. */
export function valueText({ type, text }: Column, missing: string): (value: Value, elapsed?: number) => string {
  const write = text ?? TYPE_TEXTS[type];
  return (value, elapsed = 0) => (value === null ? missing : write(value, elapsed));
}
