import { readFileSync, writeFileSync } from 'node:fs';
import { makePreloaded } from './preloaded.js';
import { makeScratch } from './scratch.js';
import { shell } from './sysshark.js';

/** Runs before the program in its process (and its threads): notes its status when the process ends. */
function noteTo(path: string): string {
  const write = `writeFileSync(${JSON.stringify(path)}, readFileSync('/proc/self/status'))`;
  return `const { readFileSync, writeFileSync } = require('node:fs'); process.on('exit', () => ${write});`;
}

/** Most memory in MB that the program ($S) has taken in a line of shell. Throws where the line fails. */
export async function peakMemory(line: string): Promise<number> {
  const scratch = makeScratch();
  try {
    const note = scratch.path('peak');
    writeFileSync(scratch.path('note.cjs'), noteTo(note));
    const program = scratch.path('sysshark');
    makePreloaded(program, scratch.path('note.cjs'));
    const { exitCode, stderr } = await shell(`set -o pipefail; S=${program}; ${line}`);
    if (exitCode !== 0 || stderr !== '') throw new Error(`${line} ended with ${exitCode}: ${stderr}`);
    // not what getrusage says, which is of whoever started the process too
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(note, 'utf8'))?.[1]) / 1024;
  } finally {
    scratch.remove();
  }
}
