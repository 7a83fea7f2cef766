import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fromByteString } from '../../bytes/text.js';
import { SyssharkError } from '../../errors.js';
import type { Inspection } from '../../inspect/inspection.js';
import { reasonOf } from '../../source/system-error.js';
import type { Exporter, ExportJob } from '../../web/exports.js';
import type { ExportForm } from '../../web/protocol.js';
import { EXIT } from '../exit-codes.js';
import type { PluginFile } from '../options/plugin-input.js';
import type { ProcessIo } from '../process-io.js';
import { startOwnProgram } from './own-program.js';

/** Where a program that gets the content as a descriptor opens it. */
const GIVEN = '/proc/self/fd/3';

/** The words that make this program write a form to standard output. */
const WORDS: Readonly<Record<ExportForm, (job: ExportJob) => readonly string[]>> = {
  scap: () => ['-w', '-'],
  json: () => ['-j'],
  ndjson: () => ['-T', 'ndjson'],
  csv: ({ fields }) => ['-T', 'fields', '-E', 'header=y', ...fields.flatMap((name) => ['-e', name])],
  text: () => [],
  report: () => ['report'],
};

/** What a program reads a capture from: what it is called there, and what the program is given for that. */
function sourceOf(
  { contentPath, contentFd, hasDropped }: Inspection,
  contentEnd: number | null,
): {
  readonly path: string;
  readonly given: number | 'pipe' | null;
} {
  if (hasDropped || contentEnd !== null) return { path: '-', given: 'pipe' };
  return { path: contentFd === null ? contentPath : GIVEN, given: contentFd };
}

/** Words that make known the fields of modules and libraries, which run as who runs this process. */
function pluginWords(files: readonly PluginFile[]): readonly string[] {
  if (files.length === 0) return [];
  const user = process.geteuid?.() === 0 ? ['-Z', 'root'] : [];
  return [...user, ...files.map(({ path, config }) => `--plugin=${path}${config === '' ? '' : `:${config}`}`)];
}

/** Writes a capture to a program, which may end before its end. Resolves to what went wrong; null for nothing. */
async function feed(bytes: AsyncIterable<Buffer>, stdin: Writable): Promise<string | null> {
  try {
    await pipeline(bytes, stdin);
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPIPE' ? null : reasonOf(error);
  }
}

/**
 * Exports by this program itself, started again: what is written is then the command line's, byte for byte; a browser that does not read
 * makes it wait at its pipe, and neither its time nor its memory is that of the server. Its messages are told at the terminal.
 */
export function exporterOf(inspection: Inspection, files: readonly PluginFile[], { warn }: ProcessIo): Exporter {
  const plugins = pluginWords(files);
  return async function* exported(job, signal) {
    const filter = job.filter === '' ? [] : [fromByteString(job.filter)];
    const { path, given } = sourceOf(inspection, job.contentEnd);
    const program = startOwnProgram([...WORDS[job.form](job), ...plugins, '-r', path, ...filter], given);
    const feeding = program.stdin === null ? null : feed(inspection.bytes(job.contentEnd), program.stdin);
    const kill = (): void => program.kill();
    signal.addEventListener('abort', kill);
    try {
      for await (const bytes of program.stdout) yield bytes as Buffer;
      const { status, stderr } = await program.ended;
      const problem = await feeding;
      if (signal.aborted) return;
      const isDone = status === EXIT.DONE || status === EXIT.INCOMPLETE;
      if (isDone && stderr !== '') for (const line of stderr.split('\n')) warn(line);
      // damage is shown by the page, and what is before it is written
      if (isDone && problem === null) return;
      const reason = `the export ended early: ${problem ?? stderr}`;
      // what the browser has of it by now is not all
      warn(`sysshark: ${reason}`);
      throw new SyssharkError('IO', reason);
    } finally {
      signal.removeEventListener('abort', kill);
      kill();
    }
  };
}
