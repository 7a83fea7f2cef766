import { PLAIN_BODIES } from '../bodies/plain-bodies.js';
import type { EventCode } from '../events.js';
import { HOT_SYSCALLS } from '../syscalls/hot.js';
import { banner } from './banner.js';
import { SYSCALL_TABLES } from './c-syscalls.js';
import { isVariable } from './c-types.js';
import { recordedEvents } from './recorded-events.js';

const fixed = new Set<string>(recordedEvents().flatMap((row) => (row.params.some(isVariable) ? [] : row.code)));

/** The events of the most frequent calls, for every architecture. */
function hotCodes(end: 'enter' | 'exit'): readonly EventCode[] {
  const hot = Object.values(SYSCALL_TABLES)
    .flat()
    .filter(({ name }) => HOT_SYSCALLS.has(name));
  return [...new Set(hot.flatMap((one) => one[end] ?? []))];
}

const isBrief = (code: EventCode): boolean => PLAIN_BODIES[code] !== undefined && fixed.has(code);

/** Hot enter events that need no data from the kernel: the dispatcher writes them itself. */
export const BRIEF_HOT_ENTERS: ReadonlySet<EventCode> = new Set(hotCodes('enter').filter(isBrief));

const listOf = (name: string, codes: readonly EventCode[]): string =>
  `#define ${name}(X) \\\n${codes.map((code) => `\tX(${code})`).join(' \\\n')}\n`;

/** hot.h: the events of the most frequent calls, as X(CODE). */
export function renderHot(): string {
  return [
    `${banner('src/schema/syscalls/hot.ts')}/* Enter events whose bodies are in the dispatcher, then the other events. */`,
    listOf('BRIEF_HOT_ENTERS', [...BRIEF_HOT_ENTERS]),
    listOf(
      'HOT_ENTERS',
      hotCodes('enter').filter((code) => !BRIEF_HOT_ENTERS.has(code)),
    ),
    listOf('HOT_EXITS', hotCodes('exit')),
  ].join('\n');
}
