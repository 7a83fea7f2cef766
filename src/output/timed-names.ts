import { unlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import strftime from 'strftime';
import type { CaptureNames } from './capture-names.js';
import { type Existing, find, siblings } from './file-listing.js';
import { isMember } from './series-member.js';

const CONVERSION = /(%[-_0]?[A-Za-z%])/;
/** Conversions that stand for others. */
const COMPOSITE: Readonly<Record<string, string>> = { F: '%Y-%m-%d', T: '%H:%M:%S', R: '%H:%M' };
const DIGITS = 'CdeHIjkLlMmSsUuWwYy';
const DAYS_OF_A_YEAR = 366;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** All that a conversion which makes a word can say. */
function wordsOf(conversion: string): string {
  const times = Array.from({ length: DAYS_OF_A_YEAR }, (_, day) => new Date(2024, 0, 1 + day, day % 24));
  return [...new Set(times.map((time) => escaped(strftime(conversion, time))))].join('|');
}

function partPattern(part: string): string {
  const conversion = part.at(-1) as string;
  if (!part.startsWith('%')) return escaped(part);
  if (conversion === '%') return '%';
  if (conversion === 'z') return '[+-]\\d{4}';
  return DIGITS.includes(conversion) ? ' ?\\d+' : `(?:${wordsOf(part)})`;
}

const expanded = (text: string): string =>
  text.replace(/%([FTR])/g, (_, conversion: string) => COMPOSITE[conversion] as string);

/** What names of a strftime text look like, with the number that one gets where another has it. */
function patternOf(text: string): RegExp {
  return new RegExp(`^${expanded(text).split(CONVERSION).map(partPattern).join('')}\\d*$`);
}

/**
 * Names after a time by strftime(3), in the zone of the process; one that exists gets a number behind it. Of `keep` captures the
 * oldest are removed (Infinity: none).
 */
export class TimedNames implements CaptureNames {
  readonly base: string;
  private readonly folder: string;
  private readonly text: string;
  private readonly keep: number;

  /** Throws SyssharkError (IO) if the folder cannot be read. */
  constructor(base: string, keep: number) {
    this.base = base;
    this.folder = dirname(base);
    this.text = basename(base);
    this.keep = keep;
    siblings(base);
  }

  next(timeMs: number): string {
    const old = this.endangered();
    for (const path of old.slice(0, Math.max(0, old.length + 1 - this.keep))) unlinkSync(path);
    const name = join(this.folder, strftime(this.text, new Date(timeMs)));
    let path = name;
    for (let number = 1; find(path) !== null; number++) path = `${name}${number}`;
    return path;
  }

  /** Captures whose names can be of this series, the oldest first. */
  endangered(): readonly string[] {
    if (!Number.isFinite(this.keep)) return [];
    const pattern = patternOf(this.text);
    const named = siblings(join(this.folder, this.text)).filter((file) => pattern.test(file));
    const found = named.flatMap((file) => find(join(this.folder, file)) ?? []);
    return found
      .sort(byAge)
      .map(({ path }) => path)
      .filter(isMember);
  }
}

/** Of files that were changed at the same time, the one with the longer name has the higher number. */
function byAge(a: Existing, b: Existing): number {
  if (a.changed === b.changed) return a.path.length - b.path.length;
  return a.changed < b.changed ? -1 : 1;
}
