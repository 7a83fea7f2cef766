import { PROBE_STATS } from '../stats.js';
import { banner } from './banner.js';
import { upperSnake } from './upper-snake.js';

/** stats.h: slots of the counters; those below STAT_KERNEL_COUNT exist once per CPU. */
export function renderStats(): string {
  const rows = PROBE_STATS.map((stat, slot) => `#define STAT_${upperSnake(stat.name)} ${slot} /* ${stat.doc} */`);
  const kernelCount = PROBE_STATS.filter((stat) => stat.where === 'kernel').length;
  return [
    `${banner('src/schema/stats.ts')}${rows.join('\n')}`,
    `#define STAT_KERNEL_COUNT ${kernelCount}`,
    `#define STAT_COUNT ${PROBE_STATS.length}`,
    '',
  ].join('\n');
}
