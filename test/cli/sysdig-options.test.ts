import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { ACCEPTED } from '../../src/cli/command-line/accepted.js';
import { nameOf } from '../../src/cli/command-line/table.js';
import { UNSUPPORTED } from '../../src/cli/command-line/unsupported.js';
import { PLAIN_FORMAT } from '../../src/cli/options/default-formats.js';
import { renderAddress } from '../../src/decode/address.js';
import { EVT } from '../../src/schema/events.js';
import { callsThatDiffer, notAt } from '../helpers/differences.js';
import { int, text } from '../helpers/event-samples.js';
import { lines } from '../helpers/lines.js';
import { portNamingOraclePath, runOracle } from '../helpers/oracle.js';
import { capture, eventBlock, readCapture } from '../helpers/scap.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { shell, sysshark } from '../helpers/sysshark.js';

const captureOf = (name: string): string => sharedPath('captures', `${name}.scap`);
const CAPTURE = captureOf('libs-curl-google');
const scratch = mkdtempSync(join(tmpdir(), 'sysshark-options-'));
const inScratch = (name: string): string => join(scratch, name);
afterAll(() => rmSync(scratch, { recursive: true }));

describe('options of sysdig that are not supported', () => {
  test.each(UNSUPPORTED.map((row) => [nameOf(row), row] as const))(
    '%s: one line gives the reason, status 1',
    async (name, row) => {
      const flag = row.value === undefined ? [name] : row.isValueOptional ? [`${name}=x`] : [name, 'x'];
      const { stdout, stderr, exitCode } = await sysshark([...flag, 'evt.type=open']);
      expect({ stdout, stderr, exitCode }).toEqual({
        stdout: '',
        stderr: `sysshark: ${name}: ${row.reason}`,
        exitCode: 1,
      });
    },
  );

  test.each([['-Hx'], ['-k/x']])('%s is one of them', async (option) => {
    const { stderr, exitCode } = await sysshark([option]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(new RegExp(`^sysshark: ${option.slice(0, 2)}: [^\n]+$`));
  });
});

describeWithShared('options of sysdig', () => {
  test('options for what happens anyway change nothing', async () => {
    const plain = await lines('-r', CAPTURE, '-n', '9', 'evt.type=open');
    for (const row of ACCEPTED) {
      const flag = 'value' in row ? `--${row.names[0]}=1` : nameOf(row);
      expect(await lines('-r', CAPTURE, flag, '-n', '9', 'evt.type=open')).toEqual(plain);
    }
    expect(await lines('-B', '-r', CAPTURE, '-n', '9', '-B', 'evt.type=open')).toEqual(plain);
  });

  test.each([
    [['-n20'], ['-n', '20']],
    [['--numevents=20'], ['-n', '20']],
    [
      ['-qn', '20'],
      ['-q', '-n', '20'],
    ],
    [
      ['-n20', '-ta', '-p%evt.outputtime %evt.num'],
      ['-n', '20', '-t', 'a', '-p', '%evt.outputtime %evt.num'],
    ],
    [
      ['-n2', '-pc'],
      ['--print', 'container', '-n', '2'],
    ],
    [
      ['-n2', '-pk'],
      ['--print', 'kubernetes', '-n', '2'],
    ],
    [
      ['-s4096', '-n3', '-jA'],
      ['-A', '-j', '-s', '4096', '-n', '3'],
    ],
    [
      ['-n3', 'evt.type=open', 'and', 'fd.num', '>', '3'],
      ['evt.type=open and fd.num > 3', '-n', '3'],
    ],
  ])('%j is %j', async (one, other) => {
    expect(await lines('-r', CAPTURE, ...one)).toEqual(await lines(`-r${CAPTURE}`, ...other));
  });

  test('-pp prints the default format and reads nothing', async () => {
    const format = await lines('-pp', '-r', inScratch('absent.scap'));
    expect(format).toHaveLength(1);
    expect(await lines('-r', CAPTURE, '-n', '50', '-p', format[0] as string)).toEqual(
      await lines('-r', CAPTURE, '-n', '50'),
    );
  });

  test.each(['libs-curl-google', 'sf-tcp-client-server', 'sf-nginx'])(
    '-R names the ports of %s as the reference does',
    async (name) => {
      const { lines: theirs } = runOracle(captureOf(name), [], portNamingOraclePath());
      expect(theirs.some((line) => /:(http|domain|http-alt|postgresql|https)\b/.test(line))).toBe(true);
      expect(await lines('-R', '--raw-bytes', '-r', captureOf(name))).toEqual(
        theirs.map((line) => Buffer.from(line, 'latin1').toString()),
      );
      const format = '%evt.num %fd.name %fd.sport %fd.sproto %fd.cproto %fd.lproto %fd.rproto';
      const alike = notAt(callsThatDiffer('fd.name'));
      const fields = runOracle(captureOf(name), ['-p', format, '-f', alike], portNamingOraclePath()).lines;
      expect(await lines('--resolve-ports', '-r', captureOf(name), '-p', format, alike)).toEqual(fields);
    },
  );

  test.each(['libs-curl-google', 'libs-single-ipv6', 'sf-nginx', 'sf-tcp-client-server'])(
    '--iface-names writes the addresses of %s that its interfaces have by their names, and no others',
    async (name) => {
      const { headers } = await readCapture(captureOf(name));
      const names = new Map(headers[0]?.interfaces.map((face) => [renderAddress(face.address), face.name] as const));
      const end = (text: string): string => {
        const at = text.lastIndexOf(':');
        return `${names.get(text.slice(0, at)) ?? text.slice(0, at)}${text.slice(at)}`;
      };
      const both = (line: string, i: number): string => (i === 0 ? line.split('->').map(end).join('->') : line);
      const printed = (...options: string[]) =>
        lines('-r', captureOf(name), '-p', '%fd.name %fd.cip %fd.sip', ...options, 'fd.type in (ipv4, ipv6)');
      const expected = (await printed()).map((line) => line.split(' ').map(both).join(' '));
      expect(expected).not.toEqual(await printed());
      expect(await printed('--iface-names')).toEqual(expected);
    },
  );

  test('-U leaves out commands by name and their descendants, and may be repeated', async () => {
    const names = async (...args: string[]) =>
      new Set(await lines('-r', captureOf('libs-sample'), '-p', '%proc.name', ...args));
    expect(await names()).toEqual(
      new Set(['containerd', 'sysdig', 'multipathd', 'systemd-journal', 'ifplugd', 'haveged']),
    );
    expect(await names('-U', 'containerd', '--suppress-comm=ifplugd')).toEqual(
      new Set(['sysdig', 'multipathd', 'systemd-journal', 'haveged']),
    );
    expect(await names('-U', 'timeout')).not.toContain('sysdig');
  });

  test('-U accepts names with quotes and blanks, and shows mistakes in the filter as it was given', async () => {
    expect(await lines('-r', CAPTURE, '-n', '9', '-U', 'a "b\\" c')).toEqual(await lines('-r', CAPTURE, '-n', '9'));
    const { stderr } = await sysshark(['-r', CAPTURE, '-U', 'x', 'proc.nam=y']);
    expect(stderr.split('\n')[1]?.trim()).toBe('proc.nam=y');
  });

  test('-E ignores users and groups, whether listed or from events, and writes none', async () => {
    const records = [
      eventBlock({
        type: EVT.USER_ADDED_E,
        params: [int(7, 4), int(8, 4), text('ann'), text('/h'), text('/s'), text('')],
      }),
      eventBlock({ type: EVT.CLOSE_E, params: [int(3, 8)] }),
    ];
    writeFileSync(inScratch('events.scap'), capture(records));
    for (const [path, users] of [
      [captureOf('sf-nginx'), 1],
      [inScratch('events.scap'), 0],
    ] as const) {
      const whole = await readCapture(path);
      expect(whole.headers[0]?.users.length).toBeGreaterThanOrEqual(users);
      expect(await lines('-E', '-r', path, '-w', inScratch('no-users.scap'))).toEqual([]);
      const { headers, events } = await readCapture(inScratch('no-users.scap'));
      expect({ users: headers[0]?.users, groups: headers[0]?.groups }).toEqual({ users: [], groups: [] });
      expect(Buffer.concat(events).includes('ann')).toBe(false);
      expect(events.length).toBeGreaterThan(0);
    }
    const names = async (...args: string[]) =>
      new Set(await lines('-r', captureOf('libs-sample'), '-p', '*%user.loginname', ...args));
    expect(await names()).toContain('vagrant');
    expect(await names('--exclude-users')).not.toContain('vagrant');
  });

  test('--filter-proclist leaves rejected processes out of the process list', async () => {
    const copy = async (name: string, ...args: string[]) => {
      await lines('-r', captureOf('sf-nginx'), '-w', inScratch(name), ...args, 'proc.name=nginx');
      const header = (await readCapture(inScratch(name))).headers[0];
      return { names: new Set(header?.threads.map(({ comm }) => comm)), owners: [...(header?.fds.keys() ?? [])] };
    };
    const [all, some] = [await copy('all.scap'), await copy('some.scap', '--filter-proclist')];
    expect(all.names.size).toBeGreaterThan(5);
    expect([...some.names]).toEqual(['nginx']);
    expect(some.owners.length).toBeGreaterThan(0);
    expect(some.owners.length).toBeLessThan(all.owners.length);
    expect(await lines('-r', inScratch('some.scap'), '-p', '%evt.rawtime %evt.type %fd.name')).toEqual(
      await lines('-r', inScratch('all.scap'), '-p', '%evt.rawtime %evt.type %fd.name'),
    );
  });

  test('--utc shows times of any zone in UTC', async () => {
    const zone = { env: { TZ: 'Asia/Tokyo' } };
    const local = await sysshark(['-r', CAPTURE, '-n', '1'], zone);
    const { stdout } = await sysshark(['-r', CAPTURE, '-n', '1', '--utc'], zone);
    expect([stdout]).toEqual(await lines('-r', CAPTURE, '-n', '1'));
    expect(local.stdout).not.toBe(stdout);
  });

  test('filters use what is known after each event, with or without -d', async () => {
    const larger = ['-r', CAPTURE, 'evt.type=brk and thread.vmrss > 500'];
    const found = await lines(...larger);
    expect(found.length).toBeGreaterThan(0);
    for (const option of ['-d', '--displayflt']) expect(await lines(option, ...larger)).toEqual(found);
  });

  test('-P shows progress on a terminal only', async () => {
    const pipe = await sysshark(['-P', '-q', '-r', CAPTURE]);
    expect(pipe.stderr).toBe('');
    const terminal = await shell(`stty cols 80; script -qec "stty cols 80; $S -P -q -r ${CAPTURE}" /dev/null`);
    expect(terminal.stdout).toContain('reading');
  });

  test('--list-markdown is a table of the fields of each class', async () => {
    const output = await lines('--list-markdown');
    expect(output).toContain('## fd');
    const rows = output.filter((line) => /^\| `[a-z.0-9_]+` \| \w+ \| .+ \|$/.test(line));
    const listed = (await lines('-l')).filter((line) => /^[a-z0-9_]+\.[a-z0-9._]+( |$)/.test(line));
    expect(rows).toHaveLength(listed.length);
  });

  test('a capture of a plugin is read: its id and its data, as the reference reads them', async () => {
    const params = [int(999, 4), Buffer.from('data of a plugin')];
    const block = eventBlock({ type: EVT.PLUGINEVENT_E, tid: -1n, params, lengthSize: 4 });
    writeFileSync(inScratch('plugin.scap'), capture([block, block]));
    const fields = ['-p', '*%evt.num %evt.type %evt.arg.plugin_id %evt.arg.event_data'];
    expect(await lines('-r', inScratch('plugin.scap'), ...fields)).toEqual([
      '1 pluginevent 999 data of a plugin',
      '2 pluginevent 999 data of a plugin',
    ]);
    // the oracle prints all events in the format of system calls
    expect(await lines('-r', inScratch('plugin.scap'), '-p', PLAIN_FORMAT)).toEqual(
      runOracle(inScratch('plugin.scap')).lines,
    );
  });
});
