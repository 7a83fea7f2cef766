import { CONTAINER_FIELDS } from './container.js';
import { EVT_FIELDS } from './evt.js';
import { EVT_ARG_FIELDS } from './evt-arg.js';
import { EVT_AROUND_FIELDS } from './evt-around.js';
import { EVT_COUNT_FIELDS } from './evt-count.js';
import { EVT_INFRA_FIELDS } from './evt-infra.js';
import { EVT_TIME_FIELDS } from './evt-time.js';
import { FD_FIELDS, PROC_STDIO_FIELDS } from './fd.js';
import { FD_LIST_FIELDS } from './fd-list.js';
import { FD_NET_FIELDS } from './fd-net.js';
import type { FieldDef } from './field.js';
import { EVT_PATH_FIELDS, FS_PATH_FIELDS } from './fs-path.js';
import { K8S_FIELDS } from './k8s.js';
import { OPEN_FLAG_FIELDS } from './open-flags.js';
import { PROC_FIELDS } from './proc.js';
import { PROC_ANCESTOR_FIELDS } from './proc-ancestors.js';
import { PROC_CONTAINER_FIELDS } from './proc-container.js';
import { PROC_GROUP_FIELDS } from './proc-groups.js';
import { RETIRED_FIELDS } from './retired.js';
import { EVT_SYSLOG_FIELDS, SYSLOG_FIELDS } from './syslog.js';
import { THREAD_FIELDS } from './thread.js';
import { GROUP_FIELDS, USER_FIELDS } from './user.js';
import { UTIL_FIELDS } from './util.js';

/** All fields, in the order in which they are listed. */
export const FIELDS: readonly FieldDef[] = [
  ...EVT_FIELDS,
  ...EVT_TIME_FIELDS,
  ...EVT_ARG_FIELDS,
  ...EVT_PATH_FIELDS,
  ...OPEN_FLAG_FIELDS,
  ...EVT_SYSLOG_FIELDS,
  ...EVT_AROUND_FIELDS,
  ...EVT_INFRA_FIELDS,
  ...EVT_COUNT_FIELDS,
  ...PROC_FIELDS,
  ...PROC_ANCESTOR_FIELDS,
  ...PROC_GROUP_FIELDS,
  ...PROC_CONTAINER_FIELDS,
  ...PROC_STDIO_FIELDS,
  ...THREAD_FIELDS,
  ...USER_FIELDS,
  ...GROUP_FIELDS,
  ...CONTAINER_FIELDS,
  ...FD_FIELDS,
  ...FD_NET_FIELDS,
  ...FS_PATH_FIELDS,
  ...SYSLOG_FIELDS,
  ...UTIL_FIELDS,
  ...FD_LIST_FIELDS,
  ...K8S_FIELDS,
  ...RETIRED_FIELDS,
];

const BY_NAME = new Map(FIELDS.map((field) => [field.name, field]));
/** Field names have at most this many characters. */
const LONGEST = Math.max(...FIELDS.map((field) => field.name.length));
/** Farthest edit distance at which a name is still taken for a slip of the pen. */
const MAX_SLIPS = 3;
const SUGGESTIONS = 3;

/** Field by its exact name. */
export function findField(name: string): FieldDef | undefined {
  return BY_NAME.get(name);
}

/** Field with the longest name that `text` goes on with from character `at`. */
export function findLongestField(text: string, at: number): FieldDef | undefined {
  for (let length = Math.min(LONGEST, text.length - at); length > 0; length--) {
    const field = BY_NAME.get(text.slice(at, at + length));
    if (field !== undefined) return field;
  }
  return undefined;
}

/** Names of fields that are written like `name`, best first, at most three. */
export function nearestFieldNames(name: string): string[] {
  const lower = name.toLowerCase();
  const scored = FIELDS.filter((field) => !field.isTableOnly && !field.isDeprecated).map((field) => {
    const isPart = lower.length > 2 && field.name.split('.').includes(lower);
    return { name: field.name, distance: isPart ? 1 : editDistance(lower, field.name) };
  });
  return scored
    .filter(({ distance }) => distance <= Math.min(MAX_SLIPS, name.length / 2))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, SUGGESTIONS)
    .map((field) => field.name);
}

/** Number of characters to insert, remove or replace to get from `a` to `b` (Levenshtein). */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[j] as number) + 1, (current[j - 1] as number) + 1));
    }
    previous = current;
  }
  return previous[b.length] as number;
}
