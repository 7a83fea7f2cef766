import { asciiLower } from '../bytes/text.js';
import { ERRNO_NAMES } from '../schema/errno.js';
import type { EventDef, ParamDef } from '../schema/event.js';
import { EVENTS } from '../schema/events.js';
import type { ParamType } from '../schema/param-types.js';
import { SIGNAL_NAMES } from '../schema/signals.js';
import type { RenderOptions } from './options.js';
import { SYSLOG_WORDS } from './syslog.js';

/** Bytes that arguments have unchanged, and that are not between a name and a value, or values. */
const RUNS = /[\w/-]+/g;
/** What numbers are written with. */
const OF_NUMBERS = /[\da-fx-]/gi;
/** Letters may stand before a number or behind it: types of descriptors, units. */
const LEAST_OTHERS = 2;
const LEAST = 3;

const NONE: readonly string[] = [];
const ERRORS = Object.values(ERRNO_NAMES);
const MISSING = ['NULL', '<NA>'];

/**
 * The words that values of a type are written with, besides numbers, bytes of the event, names of flags, and names of the thread's
 * descriptors. Types that are written with more are left out.
 */
const WORDS: Partial<Readonly<Record<ParamType, readonly string[]>>> = {
  int8: NONE,
  int16: NONE,
  int32: NONE,
  int64: NONE,
  uint8: NONE,
  uint16: NONE,
  uint32: NONE,
  uint64: NONE,
  bytebuf: NONE,
  errno: ERRORS,
  fd: [...ERRORS, 'AT_FDCWD'],
  fd32: [...ERRORS, 'AT_FDCWD'],
  fdlist: NONE,
  sigtype: Object.values(SIGNAL_NAMES),
  reltime: ['none'],
  port: NONE,
  l4proto: NONE,
  sockfamily: NONE,
  bool: ['true', 'false'],
  double: ['NaN', 'Infinity'],
  flags8: NONE,
  flags16: NONE,
  flags32: NONE,
  enumflags8: NONE,
  enumflags16: NONE,
  enumflags32: NONE,
  mode: NONE,
};

/** All words that may stand in a parameter; null if they are not known. */
function wordsOf({ name, type, names }: ParamDef): readonly string[] | null {
  const words = WORDS[type];
  return words === undefined ? null : [name, ...words, ...(names?.entries.map(([word]) => word) ?? [])];
}

/** Whether evt.args of such events can have a part only from bytes of the event, or names of descriptors. */
function isFromBytes({ allParams }: EventDef, part: string): boolean {
  return allParams.map(wordsOf).every((words) => words !== null && !hasOne(words, part));
}

/** Whether one of some words has a part in it, in any case. */
function hasOne(words: readonly string[], part: string): boolean {
  const lower = asciiLower(part);
  return words.some((word) => asciiLower(word).includes(lower));
}

/** The longest part of a text that evt.args has only if the event's bytes or names have it; null if there is none. */
function partOf(text: string): string | null {
  const parts = (text.match(RUNS) ?? []).filter(
    (part) => part.length >= LEAST && part.replace(OF_NUMBERS, '').length >= LEAST_OTHERS,
  );
  const [longest = null] = parts.sort((a, b) => b.length - a.length);
  return longest === null || hasOne(MISSING, longest) ? null : longest;
}

/**
 * What evt.args with a text (byte string) in it have in the bytes of their event, or in the name of one of the thread's descriptors,
 * and the types of events for which this is so, one byte by event type. It is so as well in any case of letters. Null if nothing is
 * known.
 */
export function argsInBytes(
  text: string,
  { buffers }: RenderOptions,
): { readonly part: string; readonly types: Uint8Array } | null {
  const part = partOf(text);
  if (part === null || (buffers !== 'normal' && buffers !== 'json')) return null;
  return { part, types: Uint8Array.from(EVENTS, (def) => (isFromBytes(def, part) ? 1 : 0)) };
}

/** The same for evt.info. */
export function infoInBytes(text: string, options: RenderOptions): ReturnType<typeof argsInBytes> {
  const found = argsInBytes(text, options);
  return found === null || hasOne(SYSLOG_WORDS, found.part) ? null : found;
}
