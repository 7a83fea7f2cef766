import { readFileSync, writeFileSync } from 'node:fs';
import { makeScratch } from './live.js';
import { shell } from './sysshark.js';

/** Runs before the program in its process (and its threads): notes the peak when the process ends. */
function noteTo(path: string): string {
  const peak = 'String(process.resourceUsage().maxRSS)';
  return `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(path)}, ${peak}));`;
}

/** Most memory in MB that the program ($S) has taken in a line of shell. Throws where the line fails. */
export async function peakMemory(line: string): Promise<number> {
  const scratch = makeScratch();
  try {
    const note = scratch.path('peak');
    writeFileSync(scratch.path('note.cjs'), noteTo(note));
    const { exitCode, stderr } = await shell(
      `set -o pipefail; export NODE_OPTIONS='-r ${scratch.path('note.cjs')}'; ${line}`,
    );
    if (exitCode !== 0 || stderr !== '') throw new Error(`${line} ended with ${exitCode}: ${stderr}`);
    return Number(readFileSync(note, 'utf8')) / 1024;
  } finally {
    scratch.remove();
  }
}
