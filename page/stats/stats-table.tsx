import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { StatsAnswer } from '../../src/web/protocol.js';
import { appliedFilter, applyFilter } from '../state/filter.js';
import { page } from '../state/store.js';
import { JOINS } from '../text/filter-terms.js';
import { isNumeric, sorted, textOf, type Value } from './cells.js';
import { Histogram } from './histogram.jsx';

const FILTER = 'filter';
const HISTOGRAM = 'histogram';
/** Rows shown: more than anybody reads. */
const MOST = 2000;
const AND = 2;

const TITLES: Readonly<Record<string, string>> = {
  'evt.type': 'call',
  'evt.waits_for': 'waits for',
  'evt.category': 'category',
  'proc.name': 'process',
  'proc.pid': 'pid',
  'proc.ppid': 'parent',
  'proc.cmdline': 'command',
  'proc.exepath': 'program',
  'thread.tid': 'tid',
  'user.name': 'user',
  'container.name': 'container',
  'fd.name': 'descriptor',
  'evt.res': 'error',
  'fd.l4proto': 'protocol',
  'fd.cip': 'client address',
  'fd.sip': 'server address',
};

/** What rows are about before what is counted. */
function textFirst({ columns, rows }: StatsAnswer): StatsAnswer {
  const order = columns.map((_, index) => index).sort((a, b) => rank(columns[a]?.type) - rank(columns[b]?.type));
  return {
    columns: order.map((index) => columns[index] as StatsAnswer['columns'][number]),
    rows: rows.map((row) => order.map((index) => row[index] ?? null)),
  };
}

const rank = (type: string | undefined): number => (type === 'text' ? 0 : 1);

/** A table that can be sorted; each row leads to its events. */
export function StatsTable({ answer }: { answer: StatsAnswer }): JSX.Element {
  const { columns, rows } = textFirst(answer);
  const order = useSignal<{ readonly column: number; readonly isDown: boolean } | null>(null);
  const shown = order.value === null ? rows : sorted(rows, order.value.column, order.value.isDown);
  const filterColumn = columns.findIndex(({ type }) => type === FILTER);
  const sortBy = (column: number) => {
    const isSame = order.value?.column === column;
    const isFirstDown = isNumeric(columns[column]?.type ?? '');
    order.value = { column, isDown: isSame ? order.value?.isDown !== true : isFirstDown };
  };
  return (
    <table>
      <thead>
        <tr>
          {columns.map(({ name, type }, index) => {
            if (type === FILTER) return null;
            const isSorted = order.value?.column === index;
            const direction = order.value?.isDown === true ? 'descending' : 'ascending';
            return (
              <th
                key={name}
                scope="col"
                class={isNumeric(type) ? 'r' : ''}
                aria-sort={isSorted ? direction : undefined}
              >
                <button type="button" class="quiet" onClick={() => sortBy(index)}>
                  {TITLES[name] ?? name}
                  {isSorted && <span aria-hidden="true">{direction === 'descending' ? ' ▾' : ' ▴'}</span>}
                </button>
              </th>
            );
          })}
        </tr>
      </thead>
      <tbody>
        {shown.slice(0, MOST).map((row, index) => (
          <Row key={index} row={row} columns={columns} filter={filterColumn < 0 ? null : (row[filterColumn] ?? null)} />
        ))}
      </tbody>
      {shown.length > MOST && <caption>The first {MOST} rows.</caption>}
    </table>
  );
}

interface RowProps {
  readonly row: readonly Value[];
  readonly columns: StatsAnswer['columns'];
  readonly filter: Value;
}

function Row({ row, columns, filter }: RowProps): JSX.Element {
  const go = () => {
    if (typeof filter !== 'string') return;
    page.value = 'events';
    void applyFilter((JOINS[AND] as (typeof JOINS)[0]).join(appliedFilter.value, filter));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { currentTarget, key } = event;
    const steps: Record<string, Element | null> = {
      ArrowDown: (currentTarget as Element).nextElementSibling,
      ArrowUp: (currentTarget as Element).previousElementSibling,
    };
    if (key === 'Enter') go();
    else if (key in steps) (steps[key] as HTMLElement | null)?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <tr tabIndex={0} class={filter === null ? '' : 'leads'} onClick={go} onKeyDown={onKeyDown}>
      {columns.map(({ name, type }, index) => (
        <Cell key={name} name={name} type={type} value={row[index] ?? null} />
      ))}
    </tr>
  );
}

const BAD = /^(errors|failed|error)$/i;

function Cell({ name, type, value }: { name: string; type: string; value: Value }): JSX.Element | null {
  if (type === FILTER) return null;
  if (type === HISTOGRAM) {
    return (
      <td>
        <Histogram counts={String(value ?? '')} />
      </td>
    );
  }
  const isBad = BAD.test(name) && value !== null && value !== 0;
  return (
    <td class={`${isNumeric(type) ? 'r' : ''}${isBad ? ' bad' : ''}`}>
      {isBad || !BAD.test(name) ? textOf(value, type) : '–'}
    </td>
  );
}
