/** Pages of docs/guide, and others with samples: their commands are run, and what they print is compared with the page. */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import { OF_MACHINE } from './live.js';
import { endGroup } from './process-group.js';
import { PROGRAM, ROOT } from './sysshark.js';

const DOCS = join(ROOT, 'docs');
const GUIDE = join(DOCS, 'guide');
/** Pages outside the guide whose samples are compared, too. */
const OTHER_PAGES = ['CHISELS.md', 'DIFF.md', 'EXPLAIN.md', 'FOLLOW.md', 'REQUESTS.md'];
const SCENARIOS = join(ROOT, 'test/guide');
/** Most time in ms that a scenario takes to be ready. */
const START_LIMIT = 30_000;
/** What pages call the folder of a scenario. */
const SHOWN_FOLDER = '/srv/shop';
const BLOCK = /^```console\n\$ (.*)\n((?:(?!```).*\n)*)```$/gm;
const TABLE_COMMAND = /\| `(sysshark [^|]*|sudo sysshark [^|]*)` \|[^|]*$/gm;

/** A command of a page, and what it prints. */
export interface Block {
  readonly command: string;
  readonly output: string;
}

/** A page: its path, its blocks, and the commands that its tables recommend. */
export interface Page {
  readonly name: string;
  readonly path: string;
  readonly blocks: readonly Block[];
  readonly recommended: readonly string[];
}

function readPage(path: string): Page {
  const text = readFileSync(path, 'utf8');
  return {
    name: basename(path, '.md').toLowerCase(),
    path,
    blocks: [...text.matchAll(BLOCK)].map(([, command = '', output = '']) => ({ command, output })),
    // a vertical bar in a table is written with a backslash
    recommended: [...text.replaceAll('\\|', '\u0001').matchAll(TABLE_COMMAND)].map(([, command = '']) =>
      command.replaceAll('\u0001', '|'),
    ),
  };
}

/** Pages without commands to run: the index, and steps in a browser (test/page/guide.test.ts). */
const WITHOUT_COMMANDS = new Set(['README.md', 'look.md', 'fleet.md']);

/** All pages of the guide that have commands. */
export function guidePages(): readonly Page[] {
  const names = readdirSync(GUIDE).filter((name) => !WITHOUT_COMMANDS.has(name));
  return names.map((name) => readPage(join(GUIDE, name)));
}

/** Other pages with samples. */
export const samplePages = (): readonly Page[] => OTHER_PAGES.map((name) => readPage(join(DOCS, name)));

/** Rewrites the output of a block in its page. */
export function rewrite({ path }: Page, { command, output }: Block, actual: string): void {
  const text = readFileSync(path, 'utf8');
  const fence = (content: string): string => `\`\`\`console\n$ ${command}\n${content}\`\`\`\n`;
  writeFileSync(
    path,
    text.replace(fence(output), () => fence(actual)),
  );
}

/** What commands say in addition if the machine is busy. */
const OF_LOAD =
  /, ready, without a CPU [\d.]+[nµum]?s|^Most calls took .* times as long in [AB]: that is left out\.\n/gm;

/** Text without what differs from run to run: times, durations, sizes, ids, ports, and how wide columns are. */
export function masked(text: string): string {
  return text
    .replace(OF_LOAD, '')
    .replace(/\b\d\d:\d\d:\d\d(\.\d+)?\b/g, 'TIME')
    .replace(/\d+(\.\d+)?(ns|us|ms|s|KB|B|M|G|%)(?![\w.])/g, 'AMOUNT')
    .replace(/\b\d+\.\d+\b(?!\.)/g, 'NUMBER')
    .replace(/\bevents? \d+/g, 'event NUMBER')
    .replace(/^ *\d+/gm, 'NUMBER')
    .replace(/^== \d+/gm, '== NUMBER')
    .replace(/\b(dev|ino)=\w+/g, '$1=ID')
    .replace(/[▁-█]+/g, '')
    .replace(/(?<![\w.])-?\d{3,}\b/g, 'NUMBER')
    .replace(/(?<=[:(])\d{2,}\b/g, 'NUMBER')
    .replace(/ +/g, ' ')
    .replace(/^ | $/gm, '');
}

/** Where the scenario of a page runs. */
export interface Scenario {
  /** Runs a command as the page shows it: what it prints, and its exit status. */
  run(command: string): Promise<{ readonly output: string; readonly exitCode: number | undefined }>;
  end(): Promise<void>;
}

/** Pages that share the scenario of another one. */
const SHARED: Readonly<Record<string, string>> = { requests: 'slow-request' };

/** The scenario of a page; those about other tools share one. */
const scenarioOf = (page: string): string =>
  join(SCENARIOS, `${page.startsWith('from-') ? 'other-tools' : (SHARED[page] ?? page)}.sh`);

/** Whether the scenario says "ready"; false if it ends before, or takes too long. */
async function isReady(output: Readable): Promise<boolean> {
  const signal = AbortSignal.timeout(START_LIMIT);
  for await (const line of createInterface({ input: output, signal })) if (line === 'ready') return true;
  return false;
}

/** Starts the scenario of a page, a shell script that prints "ready" when commands can be run, and goes on until it is ended. */
export async function startScenario(page: string): Promise<Scenario> {
  const folder = mkdtempSync(join(tmpdir(), 'sysshark-guide-'));
  // other users run servers in it
  chmodSync(folder, 0o755);
  const commands = join(folder, '.bin');
  mkdirSync(commands);
  symlinkSync(PROGRAM, join(commands, 'sysshark'));
  writeFileSync(join(commands, 'sudo'), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 });
  const env = { HOME: '/root', PATH: `${commands}:${process.env['PATH']}`, TZ: 'UTC', LC_ALL: 'C', NODE_OPTIONS: '' };
  const options = { cwd: folder, env, reject: false } as const;
  const child = execa('sh', [scenarioOf(page)], {
    ...options,
    detached: true,
    stdin: 'ignore',
    buffer: false,
  });
  const end = async (): Promise<void> => {
    // the whole group: servers as well
    if (child.pid !== undefined) await endGroup(child.pid);
    await child;
    rmSync(folder, { recursive: true, force: true });
  };
  if (!(await isReady(child.stdout))) {
    await end();
    throw new Error(`${scenarioOf(page)} ended, or took too long, before it was ready`);
  }
  child.stdout.resume();
  const run: Scenario['run'] = async (command) => {
    const { all, exitCode } = await execa('bash', ['-c', command], { ...options, all: true, timeout: 20_000 });
    const lines = all.replaceAll(folder, SHOWN_FOLDER).replace(/ +$/gm, '').split('\n');
    const output = lines.filter((line) => line !== '' && !OF_MACHINE.test(line)).join('\n');
    return { output: output === '' ? '' : `${output}\n`, exitCode };
  };
  return { run, end };
}
