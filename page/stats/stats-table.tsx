import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { StatsAnswer } from '../../src/web/protocol.js';
import { appliedFilter, applyFilter } from '../state/filter.js';
import { focusList } from '../state/focus.js';
import { goTo } from '../state/go-to.js';
import { leavePlace } from '../state/place.js';
import { page } from '../state/store.js';
import { JOINS } from '../text/filter-terms.js';
import { isNumeric, sorted } from './cells.js';
import { MoreRows, STEP } from './more-rows.jsx';
import { keepReachable } from './row-keys.js';
import { columnsOf, rowsOf, type ShownRow, type TypedColumn } from './shown-rows.js';
import { TableCell } from './table-cell.jsx';
import type { ShownTable } from './tables.js';

const AND = 2;

interface TableProps {
  readonly table: ShownTable;
  readonly answer: StatsAnswer;
}

/** A table that can be sorted; each row leads to its events. */
export function StatsTable({ table, answer }: TableProps): JSX.Element {
  const order = useSignal<{ readonly column: number; readonly isDown: boolean } | null>(null);
  const drawn = useSignal(STEP);
  const columns = useMemo(() => columnsOf(table, answer), [table, answer]);
  const rows = useMemo(() => rowsOf(columns, answer), [columns, answer]);
  const shown = order.value === null ? rows : sorted(rows, order.value.column, order.value.isDown);
  const sortBy = (column: number) => {
    const { value } = order;
    const isFirstDown = isNumeric(columns[column]?.type ?? '');
    order.value = { column, isDown: value?.column === column ? !value.isDown : isFirstDown };
  };
  return (
    <table onFocusIn={keepReachable}>
      <thead>
        <tr>
          {columns.map((column, index) => (
            <Title
              key={column.name}
              column={column}
              isDown={order.value?.column === index ? order.value.isDown : null}
              sort={() => sortBy(index)}
            />
          ))}
        </tr>
      </thead>
      <tbody>
        {shown.slice(0, drawn.value).map((row, index) => (
          <Row key={index} row={row} columns={columns} isFirst={index === 0} />
        ))}
      </tbody>
      <MoreRows drawn={drawn} all={shown.length} />
    </table>
  );
}

interface TitleProps {
  readonly column: TypedColumn;
  /** How rows are sorted by it; null for not. */
  readonly isDown: boolean | null;
  readonly sort: () => void;
}

function Title({ column, isDown, sort }: TitleProps): JSX.Element {
  const direction = isDown === true ? 'descending' : 'ascending';
  return (
    <th
      scope="col"
      class={isNumeric(column.type) ? 'r' : ''}
      {...(isDown === null ? {} : { 'aria-sort': direction as 'ascending' })}
    >
      <button type="button" class="quiet" onClick={sort}>
        {column.title}
        {isDown !== null && <span aria-hidden="true">{isDown ? ' ▾' : ' ▴'}</span>}
      </button>
    </th>
  );
}

/** What is said of a row that no filter stands for. */
const LEADS_NOWHERE = 'No filter finds just the events that this row counts, so it leads to none';
/** A filter for one event. */
const ONE = /^evt\.num = (\d+)$/;

function showEvents(filter: string): void {
  leavePlace();
  page.value = 'events';
  const num = ONE.exec(filter)?.[1];
  if (num !== undefined) {
    void goTo(num);
    focusList();
    return;
  }
  const join = JOINS[AND] as (typeof JOINS)[number];
  void applyFilter(join.join(appliedFilter.value, filter));
  focusList();
}

interface RowProps {
  readonly row: ShownRow;
  readonly columns: readonly TypedColumn[];
  readonly isFirst: boolean;
}

function Row({ row, columns, isFirst }: RowProps): JSX.Element {
  const { filter, values } = row;
  const go = () => {
    if (filter !== null) showEvents(filter);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    go();
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <tr
      tabIndex={isFirst ? 0 : -1}
      class={filter === null ? 'nowhere' : 'leads'}
      title={filter ?? LEADS_NOWHERE}
      onClick={go}
      onKeyDown={onKeyDown}
    >
      {columns.map((column, index) => (
        <TableCell key={column.name} column={column} value={values[index] ?? null} />
      ))}
    </tr>
  );
}
