import type { Fetch } from '../bodies/fetch.js';
import { PLAIN_BODIES } from '../bodies/plain-bodies.js';
import { isExitType } from '../event.js';
import type { EventCode } from '../events.js';
import { IA32_SYSCALLS } from '../syscalls/ia32.js';
import { X86_64_SYSCALLS } from '../syscalls/x86_64.js';
import { banner } from './banner.js';
import { renderFetch, usesCall } from './c-fetch.js';
import { BRIEF_HOT_ENTERS } from './c-hot.js';
import { isVariable } from './c-types.js';
import { recordedEvents } from './recorded-events.js';

/** Calls that return their result elsewhere in 32-bit callers. */
const RESULT_ELSEWHERE = new Set(IA32_SYSCALLS.filter(({ layout }) => layout === 'seek').map(({ as }) => as));
const OWN_RESULT = new Set(X86_64_SYSCALLS.filter(({ name }) => RESULT_ELSEWHERE.has(name)).map(({ exit }) => exit));

/** Whether one program serves callers of any width: the body uses nothing of the call other than its result. */
const isAlike = (code: EventCode, fetches: readonly Fetch[]): boolean =>
  !OWN_RESULT.has(code) && !fetches.some(usesCall);

function renderBody(code: EventCode, id: number, fetches: readonly Fetch[], hasVariable: boolean): string {
  const args = [hasVariable ? 'w' : 'call__tid(call)', ...fetches.map(renderFetch)];
  const kind = isAlike(code, fetches) ? '_ALIKE' : BRIEF_HOT_ENTERS.has(code) ? '_BRIEF' : '';
  const macro = `${isExitType(id) ? 'SYS_EXIT' : 'SYS_ENTER'}${kind}`;
  return [
    `${macro}(${code})`,
    '{',
    ...(hasVariable ? ['\tstruct writer *w = &(struct writer){};', ''] : []),
    `\temit__${code.toLowerCase()}(${args.join(', ')});`,
    '}',
    '',
  ].join('\n');
}

/** plain_bodies.bpf.h: the programs of the events in schema/bodies. Throws if a row has the wrong length. */
export function renderPlainBodies(): string {
  const bodies = recordedEvents().flatMap(({ code, id, params }) => {
    const fetches = PLAIN_BODIES[code];
    if (fetches === undefined) return [];
    if (fetches.length !== params.length) {
      throw new Error(`${code} has ${params.length} parameters, its plain body fetches ${fetches.length}`);
    }
    return renderBody(code, id, fetches, params.some(isVariable));
  });
  const includes = [
    'args.bpf.h',
    'event.bpf.h',
    'flags_special.bpf.h',
    'iovec.bpf.h',
    'poll.bpf.h',
    'put.bpf.h',
    'snaplen.bpf.h',
    'creds.bpf.h',
    'task.bpf.h',
  ].map((header) => `#include "../${header}"`);
  return `${banner('src/schema/bodies')}${includes.join('\n')}\n#include "emitters.bpf.h"\n#include "flags.bpf.h"\n\n${bodies.join('\n')}`;
}
