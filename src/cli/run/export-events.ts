import { fromByteString } from '../../bytes/text.js';
import { SyssharkError } from '../../errors.js';
import type { Inspection } from '../../inspect/inspection.js';
import type { Exporter, ExportJob } from '../../web/exports.js';
import type { ExportForm } from '../../web/protocol.js';
import { EXIT } from '../exit-codes.js';
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

/**
 * Exports by this program itself, started again: what is written is then the command line's, byte for byte; a browser that does not read
 * makes it wait at its pipe, and neither its time nor its memory is that of the server. Its messages are told at the terminal.
 */
export function exporterOf({ contentPath, contentFd }: Inspection, { warn }: ProcessIo): Exporter {
  return async function* exported(job, signal) {
    const filter = job.filter === '' ? [] : [fromByteString(job.filter)];
    const path = contentFd === null ? contentPath : GIVEN;
    const program = startOwnProgram([...WORDS[job.form](job), '-r', path, ...filter], contentFd);
    const kill = (): void => program.kill();
    signal.addEventListener('abort', kill);
    try {
      for await (const bytes of program.stdout) yield bytes as Buffer;
      const { status, stderr } = await program.ended;
      if (signal.aborted) return;
      if (stderr !== '') for (const line of stderr.split('\n')) warn(line);
      // damage is shown by the page, and what is before it is written
      if (status !== EXIT.DONE && status !== EXIT.INCOMPLETE)
        throw new SyssharkError('IO', `the export ended early: ${stderr}`);
    } finally {
      signal.removeEventListener('abort', kill);
      kill();
    }
  };
}
