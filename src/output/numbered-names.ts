import { unlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { SyssharkError } from '../errors.js';
import type { CaptureNames } from './capture-names.js';
import { find, siblings } from './file-listing.js';
import { isMember } from './series-member.js';

/** `base0`, `base1`, … behind the highest number that exists. */
export class NumberedNames implements CaptureNames {
  readonly base: string;
  private number: number;

  constructor(base: string) {
    this.base = base;
    const name = basename(base);
    const suffixes = siblings(base).flatMap((file) => (file.startsWith(name) ? [file.slice(name.length)] : []));
    const numbers = suffixes.filter((suffix) => /^\d{1,15}$/.test(suffix)).map(Number);
    this.number = numbers.reduce((highest, number) => Math.max(highest, number), -1);
  }

  next(): string {
    this.number++;
    return `${this.base}${this.number}`;
  }

  endangered(): readonly string[] {
    return [];
  }
}

/**
 * A ring of `count` numbers, all as long as the count itself: begins behind the latest that exists, and removes the oldest. What is no
 * capture keeps its number.
 */
export class RingNames implements CaptureNames {
  readonly base: string;
  private readonly count: number;
  private number: number;

  constructor(base: string, count: number) {
    this.base = base;
    this.count = count;
    const foreign = this.present().find((path) => !isMember(path));
    if (foreign !== undefined)
      throw new SyssharkError(
        'USAGE',
        `-W ${count} would overwrite ${foreign}, which is no capture: move it, or give -w another name`,
      );
    this.number = this.latest(new Set(siblings(base)));
  }

  private path(number: number): string {
    return `${this.base}${String(number).padStart(String(this.count).length, '0')}`;
  }

  /** The number of the file that was changed last, of several the last one in the ring; -1 where there are none. */
  private latest(present: ReadonlySet<string>): number {
    const changed = Array.from({ length: this.count }, (_, number) => {
      const path = this.path(number);
      return present.has(basename(path)) ? (find(path)?.changed ?? -1n) : -1n;
    });
    let last = -1n;
    for (const time of changed) if (time > last) last = time;
    if (last < 0n) return -1;
    const found = changed.findIndex((time, number) => time === last && changed[(number + 1) % this.count] !== last);
    return found < 0 ? this.count - 1 : found;
  }

  next(): string {
    for (let tries = 0; tries < this.count; tries++) {
      this.number = (this.number + 1) % this.count;
      const path = this.path(this.number);
      const isThere = find(path) !== null;
      if (isThere && !isMember(path)) continue;
      if (isThere) unlinkSync(path);
      return path;
    }
    throw new SyssharkError('IO', 'something that is no capture has each of its names');
  }

  endangered(): readonly string[] {
    return this.present().filter(isMember);
  }

  private present(): readonly string[] {
    const present = new Set(siblings(this.base));
    const paths = Array.from({ length: this.count }, (_, number) => this.path(number));
    return paths.filter((path) => present.has(basename(path)));
  }
}
