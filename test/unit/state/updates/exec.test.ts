import { expect, test } from '@jest/globals';
import { int, text } from '../../../helpers/event-samples.js';
import { execExit, namedEvent } from '../../../helpers/process-events.js';
import { lastPrinted } from '../../../helpers/story.js';

const SHELL = 2000;
const SERVER = 1000;
const WORKER = 1001;
const AFTER = namedEvent('READ_E', SHELL, { fd: int(7, 8), size: int(1, 4) });
const exec = execExit({ tid: SHELL, program: 'new', args: ['-l', 'x'], env: ['B=c'], uid: 0, inode: 5n, tty: 3 });

test('a process runs another program, and keeps its descriptors', () => {
  const format = '%proc.name %proc.exe %proc.args %proc.exepath %proc.cmdline %proc.env %fd.name';
  expect(lastPrinted(format, exec, AFTER)).toBe('new /bin/new -l x /usr/bin/new new -l x B=c /run/z.sock');
});

test('values in the event replace those of the process', () => {
  const format = '%user.name %proc.tty %proc.exe_ino %thread.vmsize %thread.pfminor %user.loginuid';
  expect(lastPrinted(format, exec, AFTER)).toBe('root 3 5 100 2 1000');
});

test('a failed exec changes nothing', () => {
  const failed = execExit({ tid: SHELL, program: 'new' }, -2);
  expect(lastPrinted('%proc.name %proc.exepath', failed, AFTER)).toBe('shell /usr/bin/shell');
});

test('an exec ends the other threads', () => {
  const server = execExit({ tid: SERVER, program: 'new' });
  const worker = namedEvent('GETUID_E', WORKER);
  expect(lastPrinted('%proc.name', worker)).toBe('worker');
  expect(lastPrinted('%proc.name', server, worker)).toBe('<NA>');
});

test('the flags set the file properties', () => {
  const format = '%proc.is_exe_writable %proc.is_exe_upper_layer %proc.is_exe_from_memfd';
  const flagged = (flags: number) => execExit({ tid: SHELL, program: 'new', flags });
  expect(lastPrinted(format, flagged(0), AFTER)).toBe('false false false');
  expect(lastPrinted(format, flagged(1), AFTER)).toBe('true false false');
  expect(lastPrinted(format, flagged(2), AFTER)).toBe('false true false');
  expect(lastPrinted(format, flagged(4), AFTER)).toBe('false false true');
});

test('the requested path is used if the kernel does not report one', () => {
  const enter = (path: string) => namedEvent('EXECVE_18_E', SHELL, { filename: text(path) });
  const old = execExit({ tid: SHELL, program: 'new' }, 0, 'EXECVE_18_X');
  expect(lastPrinted('%proc.exepath', enter('/opt/new'), old, AFTER)).toBe('/opt/new');
  expect(lastPrinted('%proc.exepath', enter('bin/new'), old, AFTER)).toBe('/home/user/bin/new');
});
