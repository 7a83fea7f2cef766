import { readFileSync, writeFileSync } from 'node:fs';
import { makePreloaded } from './preloaded.js';
import { makeScratch } from './scratch.js';
import { shell } from './sysshark.js';

/** Runs before the program in its process (and its threads): saves /proc/self/status when the process ends. */
function statusSaver(path: string): string {
  const write = `writeFileSync(${JSON.stringify(path)}, readFileSync('/proc/self/status'))`;
  return `const { readFileSync, writeFileSync } = require('node:fs'); process.on('exit', () => ${write});`;
}

/** Peak memory in MB of the program ($S) in a line of shell. Throws if the line fails. */
export async function peakMemory(line: string): Promise<number> {
  const scratch = makeScratch();
  try {
    const note = scratch.path('peak');
    writeFileSync(scratch.path('note.cjs'), statusSaver(note));
    const program = scratch.path('sysshark');
    makePreloaded(program, scratch.path('note.cjs'));
    const { exitCode, stderr } = await shell(`set -o pipefail; S=${program}; ${line}`);
    if (exitCode !== 0 || stderr !== '') throw new Error(`${line} ended with ${exitCode}: ${stderr}`);
    // not getrusage, which includes the process that started it
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(note, 'utf8'))?.[1]) / 1024;
  } finally {
    scratch.remove();
  }
}
