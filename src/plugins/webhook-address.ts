import { SyssharkError } from '../errors.js';

/** Where a webhook listens, and for what. */
export interface WebhookAddress {
  readonly isSecure: boolean;
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Requests to other paths are refused; one that ends in a slash stands for all below it. */
  readonly path: string;
}

const ADDRESS = /^(https?):\/\/([^/:?#[\]\s]*|\[[\da-f:.]+\])(?::(\d{1,5}))?(\/[^?#\s]*)?$/i;
const LOOPBACK = '127.0.0.1';
const MAX_PORT = 65535;
const PORT = { http: 80, https: 443 } as const;

/** Whether an address of a server is meant, not a path. */
export const isAddress = (text: string): boolean => /^https?:/i.test(text);

/** Reads http://HOST:PORT/PATH; without a host, it is this machine alone. Throws SyssharkError USAGE. */
export function parseAddress(text: string): WebhookAddress {
  const [, scheme = '', host = '', port, path = '/'] = ADDRESS.exec(text) ?? [];
  const isSecure = scheme.toLowerCase() === 'https';
  const number = port === undefined ? PORT[isSecure ? 'https' : 'http'] : Number(port);
  if (scheme !== '' && number <= MAX_PORT)
    return { isSecure, host: host.replace(/^\[|\]$/g, '') || LOOPBACK, port: number, path };
  throw new SyssharkError('USAGE', `-I k8saudit: an address is http://127.0.0.1:9765/k8s-audit, say, not ${text}`);
}
