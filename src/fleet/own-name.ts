import { hostname } from 'node:os';
import { SyssharkError } from '../errors.js';
import { isHostName } from './tokens.js';

/** The name of this host in keys of objects and subjects of messages. Throws SyssharkError USAGE if it cannot be one. */
export function ownName(): string {
  const name = hostname();
  if (isHostName(name)) return name;
  throw new SyssharkError('USAGE', `the name of this host, "${name}", cannot be a part of a name: set another one`);
}
