import { CALL_BY_CODE, CHANGES_FDS } from '../calls/calls.js';
import { EF } from '../event.js';
import { MAX_PARAMS } from '../event-layout.js';
import { EVENTS, STORED_EVENTS } from '../events.js';
import { COPYING_COMMANDS } from '../flags/file.js';
import {
  ACTION,
  MOST_SOUGHT,
  NEAR,
  PACKED,
  PACKED_BASE_ROWS,
  PACKED_ROWS,
  PACKED_STEP_COLUMNS,
  PACKED_VALUE,
  REJECTED_CALLS,
  ROWS,
  SLOTS,
  SUBJECT,
  SUBJECT_BITS,
  SUBJECTS,
  VERDICT,
} from '../prefilter.js';
import { banner } from './banner.js';

const constants = (prefix: string, values: Readonly<Record<string, number>>): string[] =>
  Object.entries(values).map(([name, value]) => `#define ${prefix}_${name} ${value}`);

const LARGE = STORED_EVENTS.filter(({ flags }) => (flags & EF.LARGE_PAYLOAD) !== 0);
const CHANGING = [...CHANGES_FDS].flatMap((changes, code) => (changes === 1 ? code : []));

const isOneOf = (numbers: readonly number[], name: string): string =>
  numbers.map((number) => `(${name}) == ${number}`).join(' || ');

/** actions.h: actions on events, the sizes of tables, which events have 32-bit lengths, which system calls without an event of
 * their own change descriptors, and which commands of fcntl copy them. */
export function renderPrefilter(): string {
  return [
    `${banner('src/schema/prefilter.ts')}${constants('ACTION', ACTION).join('\n')}`,
    ...constants('VERDICT', VERDICT),
    `#define VERDICT_COUNT ${Object.keys(VERDICT).length}`,
    ...constants('REJECTED_CALLS', REJECTED_CALLS),
    `#define SLOTS ${SLOTS}`,
    `#define MOST_SOUGHT ${MOST_SOUGHT}`,
    `#define NEAR ${NEAR}`,
    ...constants('SUBJECT', SUBJECT),
    `#define SUBJECT_BITS ${SUBJECT_BITS}`,
    `#define SUBJECTS ${SUBJECTS}`,
    `#define ROWS ${ROWS}`,
    ...constants('PACKED', PACKED),
    ...constants('PACKED_VALUE', PACKED_VALUE),
    `#define PACKED_COLUMNS ${Object.keys(PACKED).length}`,
    `#define PACKED_STEP_COLUMNS ${PACKED_STEP_COLUMNS}`,
    `#define PACKED_ROWS ${PACKED_ROWS}`,
    `#define PACKED_BASE_ROWS ${PACKED_BASE_ROWS}`,
    `#define VIEW_COUNT ${EVENTS.length}`,
    `#define CALL_CODES ${CALL_BY_CODE.length}`,
    `#define MAX_PARAMS ${MAX_PARAMS}`,
    `#define HAS_LARGE_PAYLOAD(type) (${isOneOf(
      LARGE.map(({ id }) => id),
      'type',
    )})`,
    `#define CHANGES_FDS(code) (${isOneOf(CHANGING, 'code')})`,
    `#define COPIES_FD(command) (${isOneOf(COPYING_COMMANDS, 'command')})`,
    '',
  ].join('\n');
}
