import { readFileSync } from 'node:fs';
import { SyssharkError } from '../errors.js';
import { reasonOf } from './system-error.js';

/** A network service. */
export interface Service {
  readonly name: string;
  readonly port: number;
  /** Transport protocol in lower case, such as `tcp`. */
  readonly protocol: string;
}

const LINE = /^(\S+)\s+(\d+)\/(\w+)/;

/** The network services that this machine has names for (byte strings), in the order of the file. Throws SyssharkError IO. */
export function readServices(path = '/etc/services'): Service[] {
  let text: string;
  try {
    text = readFileSync(path, 'latin1');
  } catch (error) {
    throw new SyssharkError('IO', `cannot read the names of ports from ${path}: ${reasonOf(error)}`, {
      cause: error,
    });
  }
  return text.split('\n').flatMap((line) => {
    const [, name, port, protocol] = LINE.exec(line) ?? [];
    return name === undefined || protocol === undefined ? [] : [{ name, port: Number(port), protocol }];
  });
}
