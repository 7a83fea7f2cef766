import { request } from 'node:http';
import { SyssharkError } from '../../errors.js';
import { type Json, parseJson } from './json-values.js';
import { ANSWER_BYTES, ANSWER_MS, PIECE_BYTES } from './limits.js';

const OK = 200;

/**
 * An engine's description of a container (docs.docker.com/reference/api/engine, containers/{id}/json), parsed; null if there is
 * no engine, no such container, or no valid answer in time and before `end`. Rejects with SyssharkError PRIVILEGE if this user
 * cannot access the socket.
 */
export function inspectContainer(socketPath: string, id: string, end: AbortSignal): Promise<Json> {
  const path = `/containers/${id}/json`;
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, signal: end }, (answer) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      answer.on('data', (part: Buffer) => {
        bytes += part.length + PIECE_BYTES;
        if (bytes > ANSWER_BYTES) asked.destroy();
        else parts.push(part);
      });
      answer.on('end', () =>
        resolve(answer.statusCode === OK ? parseJson(Buffer.concat(parts).toString('utf8')) : null),
      );
      answer.on('error', () => resolve(null));
    });
    // engines do not answer in between; each such answer takes memory, and node:http sets no limit to their number
    asked.on('information', () => asked.destroy());
    // not AbortSignal.any: Node.js 20 may collect its signals as garbage, and then they never fire
    const late = setTimeout(() => asked.destroy(), ANSWER_MS);
    // also if there is neither an answer nor an error, for example because the engine switches protocols
    asked.on('close', () => {
      clearTimeout(late);
      resolve(null);
    });
    asked.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === 'EACCES') reject(new SyssharkError('PRIVILEGE', 'permission denied'));
      else resolve(null);
    });
    asked.end();
  });
}
