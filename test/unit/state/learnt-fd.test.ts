import { expect, test } from '@jest/globals';
import type { TableRecord } from '../../../src/decode/table-record.js';
import { fdCalls } from '../../../src/state/fd-calls.js';
import { FdInfo } from '../../../src/state/fd-info.js';
import { FdTable } from '../../../src/state/fd-table.js';
import { learntFd } from '../../../src/state/learnt-fd.js';
import { AF, LOCAL, PEER, SOCK, tuple } from '../../helpers/socket-events.js';

const TCP = 6;
const PIDFS = 0x50494446;
const CALLER = { tid: 1000, tsHi: 1, tsLo: 0 };
const FILE: TableRecord = {
  fd: 20,
  fileSystem: 1,
  dev: 0,
  ino: 1n,
  openFlags: 0,
  path: '',
  socket: null,
  tuple: Buffer.alloc(0),
};

const connection = (isAccepted: boolean): TableRecord => ({
  ...FILE,
  socket: { family: AF.INET, type: SOCK.STREAM, protocol: TCP, isNamed: false, isAccepted },
  tuple: tuple([LOCAL, 80], [PEER, 40001]),
});

/** A process that listens at port 80, and one that does not. */
function listening(): FdTable {
  const fds = new FdTable();
  const listener = learntFd({ ...connection(false), tuple: tuple([LOCAL, 80], ['00000000', 0]) }, fds);
  fds.set(3, listener as FdInfo);
  return fds;
}

test('an accepted connection is the end of the server', () => {
  expect(learntFd(connection(true), new FdTable())).toMatchObject({ role: 'server', sourcePort: 40001 });
  expect(learntFd(connection(false), new FdTable())).toMatchObject({ role: 'client', sourcePort: 80 });
});

test('so is one at the port of a listener of the process, which may have room for no waiting connection', () => {
  expect(learntFd(connection(false), listening())).toMatchObject({ role: 'server', sourcePort: 40001 });
});

test('a pidfd is named by its process; that of an unknown process has no name, and no call names it', () => {
  const known = learntFd({ ...FILE, fileSystem: PIDFS, dev: 300 }, new FdTable()) as FdInfo;
  expect(known.name).toBe('/proc/300');
  expect(fdCalls(CALLER, 20, known)).toHaveLength(2);
  const unknown = learntFd({ ...FILE, fileSystem: PIDFS, dev: 0 }, new FdTable()) as FdInfo;
  expect([unknown.type, unknown.name]).toEqual(['PIDFD', '']);
  expect(fdCalls(CALLER, 20, unknown)).toEqual([]);
});

test('a pidfd of which only the name is known is remade for the process in it', () => {
  const listed = new FdInfo('PIDFD');
  listed.name = '/proc/300';
  const [, exit] = fdCalls(CALLER, 20, listed);
  expect(exit?.includes(Buffer.from([0x2c, 1, 0, 0, 0, 0, 0, 0]))).toBe(true);
});
