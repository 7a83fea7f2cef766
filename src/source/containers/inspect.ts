import { request } from 'node:http';
import { SyssharkError } from '../../errors.js';

/** Longest time that an engine may take, in ms, and most bytes that it may say. */
const TIMEOUT_MS = 3000;
const MAX_BYTES = 4 << 20;
const OK = 200;

/**
 * What the engine behind a socket says of a container (docs.docker.com/reference/api/engine, containers/{id}/json), parsed; null where there
 * is no engine, no such container, or no sensible answer in time. Rejects with SyssharkError PRIVILEGE where this user may not ask.
 */
export function inspectContainer(socketPath: string, id: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path: `/containers/${id}/json`, timeout: TIMEOUT_MS }, (answer) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      answer.on('data', (part: Buffer) => {
        bytes += part.length;
        if (bytes > MAX_BYTES) asked.destroy();
        else parts.push(part);
      });
      answer.on('end', () => resolve(answer.statusCode === OK ? parsed(Buffer.concat(parts)) : null));
      answer.on('close', () => resolve(null));
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === 'EACCES') reject(new SyssharkError('PRIVILEGE', `${socketPath} may not be asked by this user`));
      else resolve(null);
    });
    asked.end();
  });
}

function parsed(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString('utf8'));
  } catch {
    return null;
  }
}
