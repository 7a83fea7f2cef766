import type { AddressInfo, Server } from 'node:net';
import { SyssharkError } from '../errors.js';
import { reasonOf } from './system-error.js';

/** An address of this machine. */
export interface ListenAddress {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
}

/** Makes a server listen; resolves to its address and port as they stand in a URL. Throws SyssharkError IO. */
export function listenAt(server: Server, { host, port }: ListenAddress): Promise<string> {
  return new Promise((resolve, reject) => {
    server.on('error', (error) => {
      reject(new SyssharkError('IO', `cannot listen at ${host}:${port}: ${reasonOf(error)}`, { cause: error }));
    });
    server.listen(port, host, () => {
      const { address, family, port: used } = server.address() as AddressInfo;
      resolve(`${family === 'IPv6' ? `[${address}]` : address}:${used}`);
    });
  });
}
