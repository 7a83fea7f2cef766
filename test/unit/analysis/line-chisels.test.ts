import { describe, expect, test } from '@jest/globals';
import type { Chisel } from '../../../src/analysis/chisel.js';
import { findChisel } from '../../../src/analysis/registry.js';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { PAINT } from '../../../src/output/color.js';
import { chiselLines } from '../../helpers/chisels.js';
import { type IoParts, reads, writes } from '../../helpers/io-events.js';
import { sampleHeader } from '../../helpers/sample-machine.js';

const header = sampleHeader();
/** Descriptors of the sample machine. */
const FILE = 0;
const PIPE = 1;
const CLIENT = 4;

const chisel = (name: string): Chisel => findChisel(name) as Chisel;
const read = (call: Omit<IoParts, 'tid'>) => reads({ tid: 1000, ...call });
const write = (call: Omit<IoParts, 'tid'>) => writes({ tid: 1000, ...call });

describe('echo_fds', () => {
  const events = [
    ...read({ fd: FILE, data: 'one\ntwo\x1b[31m' }),
    ...write({ fd: PIPE, data: 'x'.repeat(300), kept: 200 }),
  ];

  test('prints the captured bytes of each read and write under a heading', () => {
    expect(chiselLines(chisel('echo_fds'), { header, events })).toEqual([
      '------ Read 12B from /dev/pts/0 (server)',
      '',
      'one.two.[31m',
      '',
      '------ Write 300B to pipe:[123] (server)',
      '',
      'x'.repeat(200),
      '',
    ]);
  });

  test.each([
    ['eols', ['one', 'two[31m']],
    ['hexascii', ['\t0x0000: 6f6e 650a 7477 6f1b 5b33 316d            one.two.[31m']],
    ['base64', ['b25lCnR3bxtbMzFt']],
  ] as const)('prints the data as %s on request', (buffers, expected) => {
    const fields = { ...DEFAULT_FIELD_CONTEXT, render: { maxLength: 80, buffers }, isMasked: true };
    const lines = chiselLines(chisel('echo_fds'), { header, events, context: { fields } });
    expect(lines.slice(2, 2 + expected.length)).toEqual(expected);
  });

  test('has one colour for reads and another for writes', () => {
    const lines = chiselLines(chisel('echo_fds'), { header, events, context: { paint: PAINT } });
    expect(lines[0]).toBe('\x1b[34m------ Read 12B from /dev/pts/0 (server)\x1b[39m');
    expect(lines.find((line) => line.includes('Write'))).toContain('\x1b[31m');
  });

  test('prints nothing for the end of a file', () => {
    expect(chiselLines(chisel('echo_fds'), { header, events: read({ fd: FILE, data: '' }) })).toEqual([]);
  });

  test('-j prints an object for each call', () => {
    const lines = chiselLines(chisel('echo_fds'), { header, events, context: { isJson: true } });
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { 'fd.name': '/dev/pts/0', 'evt.io_dir': 'read', 'evt.rawres': 12 },
      { 'fd.name': 'pipe:[123]', 'evt.io_dir': 'write', 'evt.rawres': 300 },
    ]);
  });
});

describe('standard streams', () => {
  const events = [
    ...read({ fd: 0, data: 'typed\n' }),
    ...write({ fd: 1, data: 'line\r\nmore\n' }),
    ...write({ fd: 2, data: 'oops\n' }),
    ...write({ fd: 0, data: 'echoed\n' }),
  ];

  test.each([
    ['stdin', ['typed']],
    ['stdout', ['line', 'more']],
    ['stderr', ['oops']],
  ])('%s prints the data of its descriptor, line by line', (name, expected) => {
    expect(chiselLines(chisel(name), { header, events })).toEqual(expected);
  });
});

describe('chisels for one kind of descriptor', () => {
  const events = [
    ...read({ fd: FILE, data: 'abc' }),
    ...write({ fd: CLIENT, data: 'def' }),
    ...read({ fd: 5, data: 'ghi' }),
  ];
  const shown = (name: string, ...args: string[]) =>
    chiselLines(chisel(name), { header, events, args }).filter((line) => line.length > 3);

  test('spy_file shows reads and writes of files', () => {
    expect(shown('spy_file')).toEqual([expect.stringMatching(/^[\d:.]+ server\(1000\) R 3B \/dev\/pts\/0$/)]);
    expect(shown('spy_file', '/dev/pts/0')).toHaveLength(1);
    expect(shown('spy_file', '/dev/pts')).toEqual([]);
  });

  test('spy_file accepts names with any characters', () => {
    expect(shown('spy_file', '/with " or fd.name exists or "\\')).toEqual([]);
  });

  test('spy_ip and spy_port show the data of connections', () => {
    const other = '------ Write 3B to 10.0.0.1:40000->10.0.0.2:443 (server)';
    const own = '------ Read 3B from 10.0.0.3:50000->10.0.0.1:80 (server)';
    expect(shown('spy_ip', '10.0.0.2')).toEqual([other]);
    expect(shown('spy_ip', '10.0.0.1')).toEqual([other, own]);
    expect(shown('spy_port', '50000')).toEqual([own]);
    expect(shown('spy_ip', '::1')).toEqual([]);
  });

  test.each([
    ['spy_ip', '10.0.0', 'spy_ip takes an IP address such as 192.168.1.157, not "10.0.0"'],
    ['spy_ip', '10.0.0.1 or evt.num>0', 'spy_ip takes an IP address'],
    ['spy_port', '0', 'spy_port takes a port, from 1 to 65535, not "0"'],
    ['spy_port', '65536', 'spy_port takes a port'],
    ['spy_port', 'http', 'spy_port takes a port'],
  ])('%s does not accept %j', (name, arg, message) => {
    expect(() => shown(name, arg)).toThrow(message);
  });
});

describe('logs', () => {
  const named = (name: string) => {
    const [first, ...others] = header.fds.get(1000) ?? [];
    const fds = new Map(header.fds).set(1000, [{ ...(first as NonNullable<typeof first>), name }, ...others]);
    return { ...header, fds };
  };
  const logged = (name: string, context = {}) =>
    chiselLines(chisel('spy_logs'), {
      header: named(name),
      events: write({ fd: 0, data: 'all is well\nan error came\r\na warning\n' }),
      context,
    });

  test('spy_logs prints each line after its process and file', () => {
    expect(logged('/var/log/a.log')).toEqual([
      'server /var/log/a.log all is well',
      'server /var/log/a.log an error came',
      'server /var/log/a.log a warning',
    ]);
  });

  test.each(['/srv/app.log', '/srv/access_log', '/srv/app.log.1', '/var/log/messages', '/srv/logs/x'])(
    'spy_logs takes %s for a log',
    (name) => {
      expect(logged(name)).toHaveLength(3);
    },
  );

  test.each(['/srv/login', '/usr/bin/logger', '/srv/blog.html'])('spy_logs does not take %s for a log', (name) => {
    expect(logged(name)).toEqual([]);
  });

  test('spy_logs prints errors in red', () => {
    expect(logged('/a.log', { paint: PAINT }).map((line) => line.startsWith('\x1b[31m'))).toContain(true);
  });

  test('spy_syslog prints facility, severity and message', () => {
    const [, ...others] = header.fds.get(1000) ?? [];
    const socket = others.find(({ name }) => name === '/run/z.sock') as (typeof others)[0];
    const fds = new Map(header.fds).set(1000, [{ ...socket, name: '/dev/log' }]);
    const events = write({ fd: socket.fd, data: '<83>sshd: no\x07 entry' });
    expect(chiselLines(chisel('spy_syslog'), { header: { ...header, fds }, events })).toEqual([
      'server[1000] authpriv.err sshd: no. entry',
    ]);
  });

  test('memcachelog prints commands that are read', () => {
    const fds = new Map(header.fds).set(
      1000,
      (header.fds.get(1000) ?? []).map((record) =>
        record.fd === 3 || record.fd === 5 ? { ...record, sourcePort: 11211 } : record,
      ),
    );
    const events = [
      ...read({ fd: 5, data: 'set key 0 0 5\r\nhello\r\n' }),
      ...write({ fd: 5, data: 'STORED\r\n' }),
      ...read({ fd: 5, data: 'hello' }),
      ...read({ fd: 5, data: 'get key\r\n' }),
    ];
    expect(chiselLines(chisel('memcachelog'), { header: { ...header, fds }, events })).toEqual([
      expect.stringMatching(/ 10\.0\.0\.3:50000->10\.0\.0\.1:11211 set key 0 0 5\.\.hello\.\.$/),
      expect.stringMatching(/ get key\.\.$/),
    ]);
  });
});
