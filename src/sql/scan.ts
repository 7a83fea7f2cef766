import { CALL_COLUMNS } from '../analysis/calls/call-columns.js';
import { type CallRowParts, CallRows, type StoredRows } from '../analysis/calls/call-rows.js';
import { PROCESS_COLUMNS, PROCESS_EVENTS, ProcessRows } from '../analysis/calls/process-rows.js';
import { MemoryBudget } from '../bytes/memory-budget.js';
import { toByteString } from '../bytes/text.js';
import { SyssharkError } from '../errors.js';
import { DEFAULT_FIELD_OPTIONS } from '../fields/field.js';
import type { FieldContext } from '../fields/field-context.js';
import { asksUse } from '../filter/asks-use.js';
import { compileFilter, type Filter } from '../filter/filter.js';
import type { EventConsumer } from '../output/event-consumer.js';
import { End } from '../run/end.js';
import { DEFAULT_OPTIONS } from '../run/pipeline-options.js';
import { Session, sessionParts } from '../run/session.js';
import { makeSkipContext } from '../run/skip-context.js';
import { registryOf } from '../run/source-fields.js';
import { FILES, SOURCES } from '../run/sources.js';
import type { ScanRequest } from './scan-request.js';

/** The drop marks of recorders. */
const LOSSES = 'evt.type=drop';
/** Events that end calls, among others, and those that begin them. */
const ENDS = 'evt.dir=<';
const BEGINS = 'evt.dir=>';

const CONTEXT: FieldContext = { ...DEFAULT_FIELD_OPTIONS, registry: registryOf(SOURCES) };

/** The filter of a text (UTF-8); null for none. Throws TextError FILTER. */
export const filterOfText = (text: string): Filter | null =>
  text === '' ? null : compileFilter(toByteString(text), CONTEXT);

/** The path of a capture: a thread has another standard input than the program, which the kernel knows by name. */
const pathOf = (input: string): string => (input === '-' ? '/dev/stdin' : input);

/** What takes the events, and the filter that they pass before. */
interface Taking {
  readonly consumer: EventConsumer;
  readonly filter: Filter | null;
}

type Send = (rows: StoredRows) => void;

const allOf = (text: string, more: string): string => (text === '' ? more : `(${text}) and ${more}`);

function takeCalls(
  { filter: text, columns: indexes, onlyCalls }: ScanRequest,
  memory: MemoryBudget,
  send: Send,
): Taking {
  const columns = inOrder(CALL_COLUMNS, indexes);
  const parts: CallRowParts = { columns, context: CONTEXT, filter: null, onlyCalls, memory, send };
  const needsEnters = CallRows.needsEnters(columns);
  if (text === '' || !needsEnters) {
    const passed = onlyCalls && !needsEnters ? allOf(text, ENDS) : text;
    return { consumer: new CallRows(parts), filter: filterOfText(passed) };
  }
  // arguments are those of the enter event as well, which the filter may reject
  const filter = filterOfText(text);
  return { consumer: new CallRows({ ...parts, filter }), filter: filter && filterOfText(`(${text}) or ${BEGINS}`) };
}

const inOrder = <Column>(all: readonly Column[], indexes: readonly number[]): Column[] =>
  indexes.map((index) => all[index] as Column);

function taking(request: ScanRequest, memory: MemoryBudget, send: Send): Taking {
  if (request.table === 'scap_losses') return takeCalls({ ...request, filter: LOSSES }, memory, send);
  if (request.table === 'scap') return takeCalls(request, memory, send);
  const consumer = new ProcessRows(inOrder(PROCESS_COLUMNS, request.columns), memory, send);
  return { consumer, filter: filterOfText(PROCESS_EVENTS) };
}

/** Reads captures to their end and sends rows. Resolves to what is wrong with them, null for nothing. Throws SyssharkError, and then nothing was read. */
export async function scan(request: ScanRequest, send: Send): Promise<string | null> {
  const memory = new MemoryBudget(request.stateBytes);
  const { consumer, filter } = taking(request, memory, send);
  const skipContext = makeSkipContext(filter, FILES.usesProbe);
  const opened = await FILES.open({ inputs: request.inputs.map(pathOf) }, { skipContext, memory, ended: null });
  const session = new Session(
    sessionParts({
      ...opened,
      end: new End(0),
      options: { ...DEFAULT_OPTIONS, showsInternal: request.table === 'scap_losses' },
      filter,
      skipContext,
      needs: { notesUse: asksUse(filter) },
      consumers: [consumer],
      memory,
    }),
  );
  const damage = await readAll(session, consumer);
  if (damage !== null) return damage;
  return memory.isExceeded
    ? 'processes and descriptors need more memory than --state-memory: some rows lack names'
    : null;
}

async function readAll(session: Session, consumer: EventConsumer): Promise<string | null> {
  let damage: string | null = null;
  try {
    for await (const { state } of session.steps()) {
      if (consumer instanceof ProcessRows && consumer.hasBegun) consumer.start(state);
    }
  } catch (error) {
    if (!(error instanceof SyssharkError) || error.code !== 'DAMAGED') throw error;
    damage = error.message;
  }
  await session.close();
  return damage;
}
