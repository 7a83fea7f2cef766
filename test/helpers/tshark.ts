import { execFileSync } from 'node:child_process';
import { hasFlags } from '../../src/scap/event-block.js';
import { readCapture } from './scap.js';

/** Type, thread and time of every event, as read by Wireshark; joined by "|". */
export function tsharkEvents(path: string): string[] {
  const fields = ['-e', 'sysdig.event_type', '-e', 'sysdig.thread_id', '-e', 'frame.time_epoch'];
  const options = ['-r', path, '-T', 'fields', '-E', 'separator=|', ...fields];
  const text = execFileSync('tshark', options, { encoding: 'latin1', stdio: 'pipe', maxBuffer: 1 << 28 });
  return text.trimEnd().split('\n');
}

/** Type and thread of every event that is not hidden, as read by Wireshark and as found in the bytes of the blocks. */
export async function typesAndThreads(path: string): Promise<{ shown: string[]; stored: string[] }> {
  const shown = tsharkEvents(path).map((line) => line.split('|').slice(0, 2).join('|'));
  const { events } = await readCapture(path);
  // Wireshark skips blocks with flags
  const plain = events.filter((block) => !hasFlags(block.readUInt32LE(0)));
  const stored = plain.map((block) => `${block.readUInt16LE(30)}|${block.readBigUInt64LE(18)}`);
  return { shown, stored };
}
