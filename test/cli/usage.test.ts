import { describe, expect, test } from '@jest/globals';
import { shell, sysshark } from '../helpers/sysshark.js';

describe('without a capture', () => {
  test('--help and -h list the options, on two screens', async () => {
    const { stdout, exitCode } = await sysshark(['--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ {2}-w, --write FILE {2}/m);
    const lines = stdout.split('\n');
    expect(lines.length).toBeLessThanOrEqual(140);
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
    expect((await sysshark(['-h', 'proc.name=x'])).stdout).toBe(stdout);
  });

  test('-l lists fields by class, -lv with types, --json as a document', async () => {
    const plain = await sysshark(['-l']);
    expect(plain.exitCode).toBe(0);
    for (const name of ['evt', 'process', 'fd', 'user', 'group']) expect(plain.stdout).toMatch(`Field Class: ${name}`);
    expect(plain.stdout).toMatch(/^proc\.name +\S/m);
    expect((await sysshark(['-lv'])).stdout).toMatch(/^proc\.name +\(charbuf\)/m);
    const { fields } = JSON.parse((await sysshark(['-l', '--json'])).stdout) as { fields: { name: string }[] };
    expect(fields.length).toBeGreaterThanOrEqual(120);
    expect(fields.map((field) => field.name)).toContain('fd.name');
  });

  test('-l and -L list what a word or a pattern selects', async () => {
    expect((await sysshark(['-l', 'group'])).stdout).toMatch(
      /^-+\nField Class: group\nEvent Sources: syscall\n\ngroup\.gid .*\ngroup\.name .*$/,
    );
    const { fields } = JSON.parse((await sysshark(['--list', '--json', 'fd.*port'])).stdout) as {
      fields: { name: string }[];
    };
    expect(fields.map(({ name }) => name)).toContain('fd.sport');
    expect((await sysshark(['-lv', 'evt.num'])).stdout).toMatch(/^evt\.num +\(uint64\)/m);
    expect((await sysshark(['--list-markdown', 'evt.num'])).stdout.split('\n')).toHaveLength(7);
    expect((await sysshark(['-L', 'futex'])).stdout.split('\n')).toHaveLength(2);
  });

  test('-L lists the events with their parameters', async () => {
    const { stdout, exitCode } = await sysshark(['-L']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^< openat\(FD fd, FD dirfd, FSRELPATH name, /m);
  });

  test('-l ends quietly if its reader goes away', async () => {
    const { stdout, stderr } = await shell('set -o pipefail; $S -l | head -n 1 >/dev/null; echo $?');
    expect({ stdout, stderr }).toEqual({ stdout: '0', stderr: '' });
  });
});

describe('mistakes are reported in one line, with status 1', () => {
  test.each([
    [['--nonsense'], /unknown option '--nonsense'/],
    [['-n', 'many'], /-n takes a number of at least 1, not "many"/],
    [['-s', '70000'], /-s takes a number from 0 to 65000, not "70000"/],
    [['-t', 'x'], /-t takes one of h a r d D, not "x"/],
    [['-A', '-X'], /-A, -x, -X and -b cannot be combined/],
    [['-z'], /-z requires -w FILE/],
    [['-p', '15461'], /-p takes a format .*proc\.pid=15461/],
    [['-T', 'xml'], /-T takes one of ndjson json ek fields words, not "xml"/],
    [['-T', 'fields'], /-T fields requires a field for each column/],
    [['-T', 'fields', '-e', 'evt.num', '-E', 'occurrence=f'], /-E takes header=y\|n, .*, not "occurrence=f"/],
    [['-T', 'fields', '-e', 'evt.num', '-E', 'header=y,x'], /-E takes header=y\|n, .*, not "x"/],
    [['-T', 'fields', '-e', 'evt.num', '-E', 'quote=x'], /-E quote takes one of d s n, not "x"/],
    [['-T', 'fields', '-e', 'evt.num', '-E', 'separator=ab'], /-E separator takes .* one character, not "ab"/],
    [['-T', 'fields', '-e', 'evt.num', '-E'], /-E, --field-layout <LAYOUT>' argument missing/],
    // without columns, -T is sysdig's option
    [['-T', 'ndjson', '-e', 'evt.num'], /-e takes a number .* use -T fields -e evt\.num$/],
    [['-T', 'ndjson', '-w', '/dev/null'], /-T ndjson and -w cannot be combined/],
    [['-T', 'fields', '-e', 'evt.num', '-j'], /-T fields and -j cannot be combined/],
    [['-T', 'ndjson', '-p', '%evt.num'], /-T ndjson and -p cannot be combined/],
    [['-T', 'ndjson', '-X'], /-X applies to lines only: leave it out with -T ndjson/],
    [['-T', 'ek', '-A'], /-A applies to lines only: leave it out with -T ek/],
    [['-l', 'prco'], /no field or class is called "prco"; did you mean proc\?/],
    [['-L', 'opne'], /no event is called "opne"; did you mean open/],
    [['ls', '-la'], /"ls" is a program, not a filter; to capture it: sysshark -- ls -la \(/],
    [['-n', '9', 'sh', '-c', 'echo $A'], /to capture it: sysshark -n 9 -- sh -c 'echo \$A' \(/],
    [['-c', 'ls'], /no chisel "ls".*use -q -S -- ls\)/],
    [['-o', '|cat'], /-o takes a FILE, not "\|cat"; .* write it to a pipe/],
    [['-o', 'tcp.port:80'], /-o takes a FILE, not .* put \.\/ before its name/],
    [['-o', 'x', '-w', 'y'], /-w prints nothing that -o could write/],
    [['--buffer', 'big'], /--buffer takes a size/],
    [['-r'], /argument missing/],
    [['-r', ''], /-r takes a FILE, not ""/],
    [['--print='], /-p takes a FORMAT, not ""/],
    [['doctor', 'now'], /doctor takes no arguments, not "now"/],
    [['--color', 'blue'], /--color takes one of auto always never, not "blue"/],
    [['-M', '0'], /-M takes a number of at least 1, not "0"/],
    [['--'], /a command is missing after --/],
    [['-r', 'x', '--', 'true'], /-r reads a capture and "-- COMMAND" makes one/],
  ])('%j', async (args, message) => {
    const { stdout, stderr, exitCode } = await sysshark(args);
    expect({ stdout, exitCode, lines: stderr.split('\n').length }).toEqual({ stdout: '', exitCode: 1, lines: 1 });
    expect(stderr).toMatch(message);
  });

  test('a wrong filter is shown with a caret under the position and the nearest fields', async () => {
    const { stderr, exitCode } = await sysshark(['-r', '/dev/null', 'proc.nam=nginx', 'and', 'evt.type=open']);
    expect(exitCode).toBe(1);
    const [message, text, caret] = stderr.split('\n');
    expect(message).toMatch(/^sysshark: filter error: .*proc\.nam.*proc\.name/);
    expect(text?.trim()).toBe('proc.nam=nginx and evt.type=open');
    expect(caret?.indexOf('^')).toBe(text?.indexOf('proc.nam'));
  });

  test('the caret is under the position even after letters of several bytes', async () => {
    const { stderr } = await sysshark(['-r', '/dev/null', 'proc.name=é€ and proc.nam=x']);
    const [, text, caret] = stderr.split('\n');
    expect(caret?.indexOf('^')).toBe(text?.indexOf('proc.nam=x'));
  });

  test.each([
    ['evt.type=', 15],
    ['(evt.type=open', 0],
    ['evt.num contains x', 0],
  ])('filter %s is an error', async (filter) => {
    const { stderr, exitCode } = await sysshark(['-r', '/dev/null', filter]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^sysshark: filter error: /);
    expect(stderr).toMatch(/^ +\^$/m);
  });

  test('a wrong format is shown with a caret', async () => {
    const { stderr, exitCode } = await sysshark(['-r', '/dev/null', '-p', '%evt.num %evt.nun']);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^sysshark: format error: .*evt\.nun/);
    expect(stderr).toMatch(/^ +\^$/m);
  });

  test.each([
    ['proc.nam', /no field 'proc.nam'; did you mean proc.name/, 0],
    ['%fd.name', /expected a field, as proc.name/, 0],
    ['fd.namex', /there is no field 'fd.namex'; did you mean fd.name/, 0],
    ['fd.name,', /unexpected ',' after the field/, 7],
    ['fd.ip', /fd.ip can be compared but not printed/, 0],
  ])('a column that is no field shows its text with a caret: %s', async (field, message, at) => {
    const { stderr, exitCode } = await sysshark(['-r', '/dev/null', '-T', 'fields', '-e', field]);
    const [first, text, caret] = stderr.split('\n');
    expect(exitCode).toBe(1);
    expect(first).toMatch(message);
    expect(caret?.indexOf('^')).toBe((text as string).indexOf(field) + at);
  });

  test('a tree that has not been built gives one line with the command that builds it', async () => {
    const line = 'D=$(mktemp -d); cp -r "$(dirname "$S")" "$D/bin"; "$D/bin/sysshark" -n 1; C=$?; rm -r "$D"; exit $C';
    const { stdout, stderr, exitCode } = await shell(line);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 });
    expect(stderr).toMatch(/^sysshark: not built yet: run \S+\/bin\/setup$/);
  });

  test('a live capture without the necessary rights gives one line that says what is missing', async () => {
    const { stdout, stderr, exitCode } = await shell('setpriv --reuid=65534 --regid=65534 --clear-groups $S -n 1');
    expect({ stdout, exitCode, lines: stderr.split('\n').length }).toEqual({ stdout: '', exitCode: 1, lines: 1 });
    expect(stderr).toMatch(/^sysshark: .*CAP_BPF.*CAP_PERFMON|root/);
  });
});
