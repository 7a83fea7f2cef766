import { describe, expect, test } from '@jest/globals';
import type { Chisel } from '../../../src/analysis/chisel.js';
import { findChisel } from '../../../src/analysis/registry.js';
import { chiselLines } from '../../helpers/chisels.js';
import { text } from '../../helpers/event-samples.js';
import { cloneExit, execExit, namedEvent, type ProcessParts } from '../../helpers/process-events.js';
import { sampleHeader } from '../../helpers/sample-machine.js';
import type { EventParts } from '../../helpers/scap.js';

const header = sampleHeader();
const chisel = (name: string): Chisel => findChisel(name) as Chisel;

/** The events of a process that is created and executes a program, on a terminal. */
function starts(parts: ProcessParts): EventParts[] {
  return [cloneExit({ ...parts, program: 'fork' }, 0), execExit({ tty: 34816, ...parts })];
}

/** A login: a shell that runs a command, and another shell that runs one. */
const LOGIN = [
  ...starts({ tid: 100, ptid: 1, program: 'bash' }),
  ...starts({ tid: 101, ptid: 100, program: 'ls', args: ['-l', '\x1b]0;x\x07'] }),
  ...starts({ tid: 102, ptid: 100, program: 'zsh' }),
  ...starts({ tid: 103, ptid: 102, program: 'make' }),
  ...starts({ tid: 104, ptid: 103, program: 'cc' }),
];

const spied = (events: readonly EventParts[], args: readonly string[] = [], context = {}) =>
  chiselLines(chisel('spy_users'), { header, events, args, context }).map((line) => line.replace(/ [\d:]{8} /, ' '));

describe('spy_users', () => {
  test('prints the commands run in shells, indented by nested shells', () => {
    expect(spied(LOGIN)).toEqual(['100 user) ls -l .]0;x.', '100 user) zsh', '100 user)   make', '100 user)   cc']);
  });

  test('shows shells nested up to the given depth', () => {
    expect(spied(LOGIN, ['1'])).toHaveLength(2);
    expect(spied(LOGIN, ['2'])).toHaveLength(4);
  });

  test('shows directory changes of shells, but not of programs', () => {
    const chdir = (tid: number) => namedEvent('CHDIR_X', tid, { path: text('/srv') });
    expect(spied([...LOGIN, chdir(100), chdir(102), chdir(103)]).slice(4)).toEqual([
      '100 user) cd /srv/',
      '100 user)   cd /srv/',
    ]);
  });

  test('leaves out programs without a terminal, or without a shell as an ancestor', () => {
    const cron = [
      ...starts({ tid: 200, ptid: 1, program: 'sh', tty: 0 }),
      ...starts({ tid: 201, ptid: 200, program: 'rm', tty: 0 }),
    ];
    expect(spied([...cron, ...starts({ tid: 300, ptid: 1, program: 'getty' })])).toEqual([]);
  });

  test('shows everything in captures that do not record terminals', () => {
    const old = execExit({ tid: 101, ptid: 100, program: 'ls' }, 0, 'EXECVE_14_X');
    expect(spied([...LOGIN.slice(0, 3), old])).toHaveLength(1);
  });

  test('shows the container on request', () => {
    expect(spied(LOGIN, ['1'], { showsContainers: true })[1]).toBe('100 user@host) zsh');
  });

  test('-j prints objects', () => {
    const lines = chiselLines(chisel('spy_users'), { header, events: LOGIN, context: { isJson: true } });
    expect(JSON.parse(lines[2] as string)).toMatchObject({
      'proc.loginshellid': 100,
      'user.name': 'user',
      'container.name': 'host',
      depth: 2,
      command: 'make',
    });
  });

  test.each(['0', 'x', '-1', '1001'])('does not accept the depth "%s"', (depth) => {
    expect(() => spied([], [depth])).toThrow(`spy_users takes a depth, from 1 to 1000, not "${depth}"`);
  });
});

describe('list_login_shells', () => {
  const listed = (args: readonly string[] = [], context = {}) =>
    chiselLines(chisel('list_login_shells'), { header, events: LOGIN, args, context });

  test('lists login shells with the names of the programs run in them', () => {
    expect(listed()).toEqual(['100 - bash, fork, ls, zsh, make, cc']);
  });

  test('lists the shells in which a given command was run', () => {
    expect(listed(['make'])).toHaveLength(1);
    expect(listed(['gcc'])).toEqual([]);
  });

  test('-j prints objects', () => {
    expect(JSON.parse(listed([], { isJson: true })[0] as string)).toMatchObject({ 'proc.loginshellid': 100 });
  });
});

describe('shellshock_detect', () => {
  const run = (env: string, context = {}) => {
    const exec = execExit({ tid: 3000, program: 'cgi' });
    // the environment is the sixteenth parameter
    const params = exec.params?.map((value, i) => (i === 15 ? Buffer.from(env, 'latin1') : value)) ?? [];
    return chiselLines(chisel('shellshock_detect'), { header, events: [{ ...exec, params }], context });
  };

  test('prints programs started with a function in an environment variable', () => {
    const [line, ...others] = run('A=b\0HTTP_USER_AGENT=() { :;}; echo \x1b\0PATH=/bin\0');
    expect(line).toMatch(/^[\d:.]{18} cgi \(3000\) HTTP_USER_AGENT=\(\) \{ :;\}; echo \.$/);
    expect(others).toEqual([]);
  });

  test.each(['A=b() {\0', 'A=() b {\0', 'BASH_FUNC_f%%=() {  echo\0', 'BASH_FUNC_f()=() {  echo\0', ''])(
    'finds nothing in %j',
    (env) => {
      expect(run(env)).toEqual([]);
    },
  );

  test('-j prints objects', () => {
    expect(JSON.parse(run('X=() { x', { isJson: true })[0] as string)).toMatchObject({
      'proc.name': 'cgi',
      variable: 'X=() { x',
    });
  });
});
