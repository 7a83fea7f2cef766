import { ANNEX_ENTRY_HEAD_SIZE, ANNEX_HEAD_SIZE, ANNEX_MAGIC, ANNEX_TAG, ANNEX_VERSION } from '../annex-layout.js';
import { BLOCK, BLOCK_LENGTH_AT, BLOCK_TRAILER_SIZE } from '../block.js';
import {
  CPU_AT,
  EVENT,
  EVENT_AT,
  EVENT_HEADER_SIZE,
  FLAGS_SIZE,
  MAX_LARGE_BLOCK,
  MAX_SMALL_BLOCK,
} from '../event-layout.js';
import { banner } from './banner.js';

const TYPES = ['EVENT_V2', 'EVENT_FLAGS_V2', 'EVENT_V2_LARGE', 'EVENT_FLAGS_V2_LARGE'] as const;

const NUMBERS: Readonly<Record<string, number>> = {
  BLOCK_LENGTH_AT,
  BLOCK_CPU_AT: CPU_AT,
  BLOCK_EVENT_AT: EVENT_AT,
  BLOCK_FLAGS_BYTES: FLAGS_SIZE,
  BLOCK_TRAILER_BYTES: BLOCK_TRAILER_SIZE,
  EVENT_TS_AT: EVENT.TS,
  EVENT_TID_AT: EVENT.TID,
  EVENT_LENGTH_AT: EVENT.LENGTH,
  EVENT_TYPE_AT: EVENT.TYPE,
  EVENT_NPARAMS_AT: EVENT.NPARAMS,
  EVENT_HEADER_BYTES: EVENT_HEADER_SIZE,
  MAX_SMALL_BLOCK_BYTES: MAX_SMALL_BLOCK,
  MAX_LARGE_BLOCK_BYTES: MAX_LARGE_BLOCK,
  ANNEX_MAGIC,
  ANNEX_VERSION,
  ANNEX_HEAD_BYTES: ANNEX_HEAD_SIZE,
  ANNEX_ENTRY_HEAD_BYTES: ANNEX_ENTRY_HEAD_SIZE,
  ANNEX_CPU_TIME: ANNEX_TAG.CPU_TIME,
  ANNEX_NEXT_NAME: ANNEX_TAG.NEXT_NAME,
  ANNEX_CALL: ANNEX_TAG.CALL,
};

/** event_layout.h: types, sizes and offsets of event blocks. */
export function renderEventLayout(): string {
  return [
    `${banner('src/schema/event-layout.ts')}/* Types of event blocks. */`,
    ...TYPES.map((name) => `#define BLOCK_${name} 0x${BLOCK[name].toString(16)}u`),
    '',
    '/* Offsets (_AT) in a block or in its event, and sizes, in bytes. */',
    ...Object.entries(NUMBERS).map(([name, value]) => `#define ${name} ${value}`),
    '',
  ].join('\n');
}
