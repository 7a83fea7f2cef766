import { ANNEX_ENTRY_HEAD_SIZE, ANNEX_HEAD_SIZE } from '../annex-layout.js';
import type { EventDef, ParamDef } from '../event.js';
import { EVENT_HEADER_SIZE, LENGTH_SIZE } from '../event-layout.js';
import { PARAM_TYPES } from '../param-types.js';
import { banner } from './banner.js';
import { cType, isVariable } from './c-types.js';
import { recordedEvents } from './recorded-events.js';

const widthOf = (param: ParamDef): number => PARAM_TYPES[param.type].width;

/** C name of an event parameter; a trailing underscore avoids C keywords. */
const cName = (param: ParamDef): string =>
  /^(int|long|short|char|signed|default)$/.test(param.name) ? `${param.name}_` : param.name;

const emitterName = (row: EventDef): string => `emit__${row.code.toLowerCase()}`;

/** Whether it is the enter event of a call, which may be held until its exit (native/ebpf/held_enter.bpf.h). */
const mayBeHeld = ({ id }: EventDef): boolean => id % 2 === 0 && recordedEvents().some((row) => row.id === id + 1);

/** The annex of an event: an entry with u64 values, and one with the name of a task, if it is given (not NULL). */
interface AnnexRow {
  /** Macros of the tags. */
  readonly tag: string;
  readonly nameTag: string;
  /** Names of the values, and of the task. */
  readonly values: readonly string[];
  readonly named: string;
}

const ANNEXED: Readonly<Record<string, AnnexRow>> = {
  SCHEDSWITCH_6_E: {
    tag: 'ANNEX_CPU_TIME',
    values: ['cpu_time', 'cpu_time_total'],
    nameTag: 'ANNEX_NEXT_NAME',
    named: 'named',
  },
};
const UINT64_SIZE = 8;

/** The stores of the annex of an event that ends at `at`, and where the annex ends. */
function renderAnnex({ tag, values, nameTag, named }: AnnexRow, at: number) {
  const start = at + ANNEX_HEAD_SIZE + ANNEX_ENTRY_HEAD_SIZE;
  const size = values.length * UINT64_SIZE;
  const stores = values.map((value, i) => `\tstore_u64(e + ${start + i * UINT64_SIZE}, ${value});`);
  const end = start + size;
  return {
    stores: [`\tannex__head(e + ${at}, ${tag}, ${size});`, ...stores],
    end: `${end} + annex__name(e + ${at}, e + ${end}, ${nameTag}, ${named})`,
  };
}

/** Emitter of an event without variable parameters: written straight into the ring. */
function renderFixed(row: EventDef): string {
  const values = EVENT_HEADER_SIZE + LENGTH_SIZE * row.params.length;
  let at = values;
  const stores = row.params.map((param, index) => {
    const width = widthOf(param);
    const lines = [
      `\tstore_u16(e + ${EVENT_HEADER_SIZE + LENGTH_SIZE * index}, ${width});`,
      `\tstore_u${width * 8}(e + ${at}, ${cName(param)});`,
    ];
    at += width;
    return lines.join('\n');
  });
  const params = ['u32 caller', ...row.params.map((param) => `${cType(param.type)} ${cName(param)}`)];
  const annexed = ANNEXED[row.code];
  if (annexed !== undefined)
    params.push(...annexed.values.map((value) => `u64 ${value}`), `const struct task_struct *${annexed.named}`);
  const annex = annexed === undefined ? { stores: [], end: at } : renderAnnex(annexed, at);
  return [
    `static __always_inline void ${emitterName(row)}(${params.join(', ')})`,
    '{',
    '\tstruct cpu_state *cpu = cpu_state__get();',
    `\tu8 *e = event__reserve(cpu, caller, EVT_${row.code}, ${row.params.length}, ${at});`,
    '',
    '\tif (!e)',
    '\t\treturn;',
    ...stores,
    ...annex.stores,
    mayBeHeld(row)
      ? `\tenter__publish(cpu, e, EVT_${row.code}, ${annex.end}, ${annex.end});`
      : `\tring__publish(cpu, e, ${annex.end});`,
    '}',
    '',
  ].join('\n');
}

/** Emitter of an event with variable parameters: a macro, so that each put__…(w, …) runs in parameter order. */
function renderVariable(row: EventDef): string {
  const writes = row.params.map((param) => {
    const kind = isVariable(param) ? 'written' : cType(param.type);
    return `\t\t\twriter__${kind}(w, ${cName(param)});`;
  });
  const lines = [
    `#define ${emitterName(row)}(w, ${row.params.map(cName).join(', ')})`,
    '\tdo {',
    `\t\tif (writer__begin(w, EVT_${row.code}, ${row.params.length})) {`,
    ...writes,
    mayBeHeld(row) ? `\t\t\twriter__end_enter(w, EVT_${row.code});` : '\t\t\twriter__end(w);',
    '\t\t}',
    '\t} while (0)',
  ];
  return `${lines.join(' \\\n')}\n`;
}

/** emitters.bpf.h: one emitter per event; the compiler checks order, count and kind of the parameters. */
export function renderEmitters(): string {
  const bodies = recordedEvents().map((row) => (row.params.some(isVariable) ? renderVariable(row) : renderFixed(row)));
  return `${banner('src/schema/events')}#include "../writer.bpf.h"\n#include "events.h"\n\n${bodies.join('\n')}`;
}
