import { describe, expect, test } from '@jest/globals';
import type { Chisel } from '../../../src/analysis/chisel.js';
import { findChisel } from '../../../src/analysis/registry.js';
import { treeOf } from '../../../src/filter/compose.js';
import { chiselLines } from '../../helpers/chisels.js';
import { text } from '../../helpers/event-samples.js';
import { execExit, namedEvent } from '../../helpers/process-events.js';
import { sampleHeader } from '../../helpers/sample-machine.js';

const header = sampleHeader();
const chisel = (name: string): Chisel => findChisel(name) as Chisel;
const listed = (name: string, filter = '', events: Parameters<typeof chiselLines>[1]['events'] = []) =>
  chiselLines(chisel(name), { header, events, context: { filter: treeOf(filter) } });
const words = (lines: readonly string[]): string[][] => lines.map((line) => line.split(/ {2,}/));
/** A column of a listing, without its title. */
const column = (lines: readonly string[], index: number): (string | undefined)[] =>
  words(lines.slice(1)).map((cells) => cells[index]);

describe('ps', () => {
  test('lists processes by pid, with the number of threads of each', () => {
    expect(listed('ps')).toEqual([
      'USER   PID  PPID  THREADS  VIRT  RES  FDS  COMMAND',
      'user     1     -        1  1000  100    0  init -x file',
      'user  1000     1        2  1000  100   10  server -x file',
      'user  2000     1        1  1000  100   10  shell -x file',
      'user  3000  2000        1  1000  100   10  tool -x file',
    ]);
  });

  test('lists the processes that run at the end', () => {
    const exec = execExit({ tid: 3000, program: 'other', args: ['a\x1bb'], uid: 4711 });
    const exit = namedEvent('PROCEXIT_1_E', 2000);
    const lines = listed('ps', '', [exit, exec]);
    expect(column(lines, 1)).toEqual(['1', '1000', '3000']);
    expect(lines.at(-1)).toMatch(/^4711 +3000 .* other a\.b$/);
  });

  test.each([
    ['proc.name=tool', ['3000']],
    ['thread.tid=1001', ['1000']],
    ['proc.aname=shell', ['3000']],
    ['fd.sport=443', ['1000', '2000', '3000']],
    ['fd.num=3 and proc.name=server', ['1000']],
    ['not fd.type=file', ['1000', '2000', '3000']],
    ['proc.pid<1000', ['1']],
    ['user.uid=4711', []],
  ])('lists the processes that %s accepts', (filter, pids) => {
    expect(column(listed('ps', filter), 1)).toEqual(pids);
  });

  test.each([
    ['evt.type=open', 'evt.type'],
    ['proc.name=a and not evt.dir=<', 'evt.dir'],
    ['evt.num>5', 'evt.num'],
    ['fs.path.name=/x', 'fs.path.name'],
    ['fdlist.nums exists', 'fdlist.nums'],
  ])('does not accept %s, which is about events', (filter, field) => {
    expect(() => listed('ps', filter)).toThrow(
      `ps is not about events, so its filter cannot use ${field}, only fields of process,`,
    );
  });

  test('-j prints objects', () => {
    const [line = ''] = chiselLines(chisel('ps'), {
      header,
      context: { isJson: true, filter: treeOf('proc.pid=3000') },
    });
    expect(JSON.parse(line)).toEqual({
      'user.name': 'user',
      'proc.pid': 3000,
      'proc.ppid': 2000,
      'proc.nthreads': 1,
      'proc.vmsize': 1000,
      'proc.vmrss': 100,
      'proc.fdopencount': 10,
      'proc.cmdline': 'tool -x file',
    });
  });
});

describe('lsof', () => {
  test('lists descriptors by process and number', () => {
    const lines = listed('lsof');
    expect(lines[0]).toMatch(/^COMMAND +PID +TID +USER +FD +TYPE +NAME$/);
    expect(column(lines, 1)).toEqual(['1000', '2000', '3000'].flatMap((pid) => new Array<string>(10).fill(pid)));
    expect(lines[5]).toMatch(/^server +1000 +1000 +user +4 +ipv4 +10\.0\.0\.1:40000->10\.0\.0\.2:443$/);
  });

  test.each([
    ['fd.name contains /dev/pts', 3],
    ['fd.num>=8', 6],
    ['fd.type in (ipv4, ipv6) and proc.name=server', 4],
    ['fd.directory=/dev/pts', 3],
    ['fd.name exists and proc.pid=1', 0],
  ])('lists the descriptors that %s accepts', (filter, count) => {
    expect(listed('lsof', filter).slice(1)).toHaveLength(count);
  });
});

describe('netstat', () => {
  test('lists sockets with their own end first', () => {
    expect(words(listed('netstat', 'proc.name=server'))).toEqual([
      ['PROTO', 'LOCAL', 'REMOTE', 'STATE', 'PID', 'PROGRAM'].map((title) => expect.stringContaining(title)),
      ['tcp', '0.0.0.0:80', '*', 'LISTEN', '1000', 'server'],
      ['tcp', '10.0.0.1:40000', '10.0.0.2:443', 'ESTABLISHED', '1000', 'server'],
      ['tcp', '10.0.0.1:80', '10.0.0.3:50000', 'ESTABLISHED', '1000', 'server'],
      [expect.any(String), '2001:db8::1:53', '2001:db8::2:53', '-', '1000', 'server'],
    ]);
  });
});

describe('lscontainers', () => {
  const json = JSON.stringify({
    container: { id: 'aabbccddeeff', full_id: 'aabbccddeeff0011', name: 'web', image: 'nginx:1', type: 0 },
  });
  const event = { ...namedEvent('CONTAINER_JSON_2_E', -1, { json: text(json) }), lengthSize: 4 as const };

  test('lists id, type, name and image of containers', () => {
    expect(words(listed('lscontainers', '', [event]))).toEqual([
      ['ID', 'TYPE', 'NAME', 'IMAGE'],
      ['aabbccddeeff', 'docker', 'web', 'nginx:1'],
    ]);
  });

  test('takes a filter on containers only', () => {
    expect(listed('lscontainers', 'container.image startswith nginx', [event])).toHaveLength(2);
    expect(listed('lscontainers', 'container.name=other', [event])).toHaveLength(1);
    expect(() => listed('lscontainers', 'proc.name=nginx')).toThrow('cannot use proc.name');
  });
});
