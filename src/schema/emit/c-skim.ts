import { ACTION, SLOTS, VERDICT } from '../skim.js';
import { banner } from './banner.js';

const constants = (prefix: string, values: Readonly<Record<string, number>>): string[] =>
  Object.entries(values).map(([name, value]) => `#define ${prefix}_${name} ${value}`);

/** actions.h: what is done about events, and the size of the tables of threads. */
export function renderSkim(): string {
  return [
    `${banner('src/schema/skim.ts')}${constants('ACTION', ACTION).join('\n')}`,
    ...constants('VERDICT', VERDICT),
    `#define VERDICT_COUNT ${Object.keys(VERDICT).length}`,
    `#define SLOTS ${SLOTS}`,
    '',
  ].join('\n');
}
