import { SyssharkError } from '../../errors.js';
import { readPrivateFile } from '../../source/private-file.js';
import { parseTarget, refuseLogin } from '../target.js';

/** A header of HTTP (RFC 9110, 5.1). */
const HEADER = /^([!#$%&'*+.^`|~\w-]+):[ \t]*([\x20-\x7e]+)$/;

/**
 * Reads the address of a receiver of OTLP, such as https://otel.example:4318, without a "/" at the end. Throws SyssharkError USAGE;
 * without TLS, only for this machine unless `isInsecure`.
 */
export function parseReceiver(text: string, isInsecure: boolean): string {
  refuseLogin(text, '--otlp', 'a user or a password', '--otlp-headers');
  parseTarget(text, '--otlp', isInsecure);
  return text.replace(/\/+$/, '');
}

/** Reads headers, one a line, from a file that its owner alone can read. Throws SyssharkError USAGE, IO. */
export function readHeaders(path: string): Readonly<Record<string, string>> {
  const lines = readPrivateFile(path).split('\n');
  const headers: Record<string, string> = {};
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const [, name = '', value = ''] = HEADER.exec(line.trim()) ?? [];
    // what it says is not for messages
    if (name === '')
      throw new SyssharkError('USAGE', `${path}, line ${i + 1}: a line is a header, such as Authorization: Bearer …`);
    headers[name.toLowerCase()] = value;
  }
  return headers;
}
