import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { testIf } from '../helpers/prerequisites.js';
import { PROGRAM, sysshark } from '../helpers/sysshark.js';

const scratch = mkdtempSync(join(tmpdir(), 'sysshark-completion-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const MODULE = join(scratch, 'mine.ts');
writeFileSync(MODULE, '');
/** An environment with the program on PATH, and without the settings of any user. */
const ENV = { PATH: `${dirname(PROGRAM)}:${process.env['PATH']}`, HOME: scratch, TERM: 'dumb', LC_ALL: 'C.UTF-8' };

/** What is typed before and after the tab key, and the resulting words. */
const CASES: readonly (readonly [before: string, after: string, words: readonly string[]])[] = [
  ['sysshark --nume', ' 5', ['--numevents', '5']],
  ['sysshark -r /etc/host.con', '', ['-r', '/etc/host.conf']],
  ['sysshark proc.ppi', '=3', ['proc.ppid=3']],
  ["sysshark 'proc.name=x and (evt.is_wai", "'", ['proc.name=x and (evt.is_wait']],
  ["sysshark -p '%proc.name %20evt.is_wai", "'", ['-p', '%proc.name %20evt.is_wait']],
  ['sysshark -p%evt.is_wai', '', ['-p%evt.is_wait']],
  ['sysshark doc', '', ['doctor']],
  ['sysshark -c topfiles_by', '', ['-c', 'topfiles_bytes']],
  ['sysshark -c fdbytes_by fd.dire', '', ['-c', 'fdbytes_by', 'fd.directory']],
  [`sysshark -c ${MODULE.slice(0, -5)}`, '', ['-c', MODULE]],
  ['sysshark -i bottle', '', ['-i', 'bottlenecks']],
  ['sysshark -I cloudt', '', ['-I', 'cloudtrail:']],
  ['sysshark -I cloudtrail:/etc/host.con', '', ['-I', 'cloudtrail:/etc/host.conf']],
  ['sysshark -H k8saud', '', ['-H', 'k8saudit']],
  ['sysshark --plugin-info jso', '', ['--plugin-info', 'json']],
  ['sysshark --list=aws_', '', ['--list=aws_cloudtrail']],
  ['sysshark completion z', '', ['completion', 'zsh']],
  ['sysshark merge /etc/host.con', '', ['merge', '/etc/host.conf']],
  ['sysshark --color=ne', '', ['--color=never']],
  ['sysshark --color ne', '', ['--color', 'never']],
  ['sysshark proc.name=pro', '', ['proc.name=pro']],
  ['sysshark evt.type=open_by', '', ['evt.type=open_by_handle_at']],
  ["sysshark 'evt.dir=< and fd.type=eventp", "'", ['evt.dir=< and fd.type=eventpoll']],
  ["sysshark 'evt.res in (SUCCESS, ENOENT, EACC", ")'", ['evt.res in (SUCCESS, ENOENT, EACCES)']],
  ["sysshark 'evt.failed=tr", "'", ['evt.failed=true']],
  ["sysshark -Y 'evt.waits_for!=mess", "'", ['-Y', 'evt.waits_for!=message']],
  ['sysshark -Y evt.is_wai', '', ['-Y', 'evt.is_wait']],
  ['sysshark --dump-on=evt.failed=fal', '', ['--dump-on=evt.failed=false']],
  ['sysshark -w x -- cat /etc/host.con', '', ['-w', 'x', '--', 'cat', '/etc/host.conf']],
];

/** Interactive shells: how to start them, load the completions, and show words instead of running them. */
const SHELLS: Readonly<Record<string, readonly [start: string, setUp: string]>> = {
  bash: ['bash --norc --noprofile -i', 'source <(sysshark completion bash)'],
  zsh: ['zsh -f -i', 'autoload -Uz compinit; compinit -u -D; source <(sysshark completion zsh)'],
};
const SHOW = `sysshark() { printf '<%s>' "$@"; echo; }; PS1=`;

/** Types into a shell on a private terminal, pressing the tab key; returns the resulting lines of words. */
async function typed(shell: string): Promise<string[]> {
  const [start, setUp] = SHELLS[shell] as readonly [string, string];
  const keys = CASES.map(([before, after]) => `${before}\t${after}\n`).join('');
  const input = `${setUp}; ${SHOW}\n${keys}exit\n`;
  const { stdout } = await execa('script', ['-qec', start, '/dev/null'], { input, env: ENV, reject: false });
  return stdout
    .replace(CONTROLS, '')
    .split(/\r*\n/)
    .filter((line) => line.startsWith('<'));
}

const isThere = (shell: string): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0;
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal commands start with one
const CONTROLS = /\x1b\[[^a-z]*[a-z]/g;

describe('completion', () => {
  for (const shell of Object.keys(SHELLS))
    testIf(isThere(shell))(
      `completes options, values, fields in filters and formats, and commands in ${shell}`,
      async () => {
        const words = CASES.map(([, , line]) => line.map((word) => `<${word}>`).join(''));
        expect(await typed(shell)).toEqual(words);
      },
    );

  testIf(isThere('fish')).each(CASES)('completes %s in fish', async (before, after, words) => {
    const ask = 'sysshark completion fish | source; complete -C $argv[1]';
    const { stdout, stderr } = await execa('fish', ['--no-config', '-c', ask, before], { env: ENV });
    const found = stdout.split('\n').map((line) => line.split('\t')[0] as string);
    // the word in which the tab key is pressed, and what is typed after it
    const completed = after === ' 5' ? words.at(-2) : words.at(-1)?.replace(/=3$|\)$/, '');
    expect(stderr).toBe('');
    if (before.endsWith('=pro')) expect(found).toEqual(['']);
    else expect(found).toContain(completed);
  });

  test.each(['bash', 'zsh', 'fish'])('names every option and field in the script for %s', async (shell) => {
    const { stdout } = await sysshark(['completion', shell]);
    const { fields } = JSON.parse((await sysshark(['-l', '--json'])).stdout) as { fields: { name: string }[] };
    const names = new Set(stdout.split(/[^\w.-]+/));
    expect(fields.filter(({ name }) => !names.has(name))).toEqual([]);
    for (const [, option] of (await sysshark(['--help'])).stdout.matchAll(/^ {2}(?:-\w,)? +--([\w-]+)/gm))
      expect([...names]).toContain(shell === 'fish' ? option : `--${option}`);
  });

  test.each([[[]], [['tcsh']], [['bash', 'zsh']]])('gives an error of one line for %j, status 1', async (shells) => {
    const { stdout, stderr, exitCode } = await sysshark(['completion', ...shells]);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 });
    expect(stderr).toMatch(/^sysshark: completion takes one of bash zsh fish, not ".*"$/);
  });
});
