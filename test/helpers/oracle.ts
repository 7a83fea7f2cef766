import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sharedPath } from './shared.js';

const FOLDER = resolve(dirname(fileURLToPath(import.meta.url)), '../../build/oracle');

/** The output of the reference libraries for a capture. */
export interface OracleOutput {
  readonly lines: string[];
  readonly status: number;
  readonly stderr: string;
}

/** Path of the reference printer, which is built from the shared folder if necessary. */
export function oraclePath(): string {
  return oracleOf('refscap', (source) => source);
}

/** Path of the reference printer for -R: with port names. */
export function portNamingOraclePath(): string {
  return oracleOf('refscap-ports', (source) => source.replace('resolution_mode(false)', 'resolution_mode(true)'));
}

/** Path of the reference printer with a display filter: it judges events after the reference has applied them to its state. */
export function displayOraclePath(): string {
  return oracleOf('refscap-display', (source) =>
    replaced(
      replaced(
        replaced(source, '#include <libsinsp/dumper.h>', '#include <libsinsp/dumper.h>\n#include <libsinsp/filter.h>'),
        'if(!filter.empty()) inspector.set_filter(filter);',
        'std::unique_ptr<sinsp_filter> display;\n' +
          'if(!filter.empty()) display = sinsp_filter_compiler(&inspector, filter).compile();',
      ),
      'seen++;',
      'if(display && !display->run(evt)) continue;\nseen++;',
    ),
  );
}

/** The text with one part replaced. Throws if it does not contain the part. */
function replaced(source: string, part: string, by: string): string {
  if (!source.includes(part)) throw new Error(`refscap.cpp has no line "${part}" any more`);
  return source.replace(part, by);
}

function oracleOf(name: string, change: (source: string) => string): string {
  const path = join(FOLDER, name);
  if (existsSync(path)) return path;
  mkdirSync(FOLDER, { recursive: true });
  // several tests may find it missing at once: each builds its own copy, and the last one is kept
  const own = mkdtempSync(join(FOLDER, 'building-'));
  copyFileSync(sharedPath('oracle', 'build.sh'), join(own, 'build.sh'));
  writeFileSync(join(own, 'refscap.cpp'), change(readFileSync(sharedPath('oracle', 'refscap.cpp'), 'utf8')));
  execFileSync('sh', [join(own, 'build.sh'), own], { stdio: ['ignore', 'ignore', 'inherit'] });
  renameSync(join(own, 'refscap'), path);
  rmSync(own, { recursive: true });
  return path;
}

/** Prints a capture with the reference: times in UTC, text as byte strings. */
export function runOracle(capture: string, options: readonly string[] = [], path = oraclePath()): OracleOutput {
  const env = { ...process.env, TZ: 'UTC' };
  try {
    const text = execFileSync(path, [capture, ...options], { env, maxBuffer: 1 << 30, stdio: 'pipe' });
    return { lines: text.toString('latin1').split('\n').slice(0, -1), status: 0, stderr: '' };
  } catch (error) {
    const { stdout, stderr, status } = error as { stdout: Buffer; stderr: Buffer; status: number };
    return { lines: stdout.toString('latin1').split('\n').slice(0, -1), status, stderr: stderr.toString('latin1') };
  }
}
