/** Reads a capture and keeps columns of all its events, as an inspector does. */
import { KEEPER } from './keeper.js';

/** What is used of the program. */
interface Kept {
  readonly count: number;
  readonly bytes: number;
}
interface Program {
  keepColumns(path: string, names: Readonly<Record<string, readonly string[]>>, context: object): Promise<Kept>;
  readonly DEFAULT_FIELD_CONTEXT: object;
}

const { keepColumns, DEFAULT_FIELD_CONTEXT } = (await import(KEEPER)) as Program;

const fields = ['evt.type', 'thread.tid', 'proc.pid', 'proc.name', 'fd.num', 'fd.name', 'fd.type'];
const columnFields = ['evt.rawres', 'evt.failed', 'evt.latency'];
const { count, bytes } = await keepColumns(process.argv[2] as string, { fields, columnFields }, DEFAULT_FIELD_CONTEXT);
console.log(`${count} events, ${(bytes / count).toFixed(1)} bytes each`);
