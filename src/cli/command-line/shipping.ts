import type { OptionRow } from './row.js';

/** Options that are valid after ship. */
export const SHIPPING = [
  {
    key: 'to',
    names: ['to'],
    value: 'ADDRESS',
    help: 'ship: address of the collector, such as https://collector:8443',
    example:
      'ship --to https://collector:8443 --token-file token --spool /var/spool/sysshark -Z sysshark evt.type=execve',
  },
  {
    key: 'tokenFile',
    names: ['token-file'],
    value: 'FILE',
    completes: 'file',
    help: 'ship: file with the token of this host',
  },
  {
    key: 'spool',
    names: ['spool'],
    value: 'FOLDER',
    completes: 'file',
    help: 'ship: where segments wait until the collector has them',
  },
  {
    key: 'spoolLimit',
    names: ['spool-limit'],
    value: 'SIZE',
    help: 'ship: give up the oldest segments beyond this size (default 1G)',
  },
  {
    key: 'sums',
    names: ['sums'],
    help: 'ship: send sums of calls every 10 s, and only rare events one by one',
    details:
      'Sums are by name of the process, type of call, and whether it failed: calls, time, bytes, and a histogram of latencies. Segments have only starts and ends of programs, connections, changes of rights and mounts, failures, and calls that took more than 10 ms without waiting for others.',
    example: 'ship --sums --to https://collector:8443 --token-file token --spool /var/spool/sysshark -Z sysshark',
  },
  {
    key: 'authority',
    names: ['ca'],
    value: 'FILE',
    completes: 'file',
    help: 'ship: trust the certificates in this file (PEM), not those of the system',
  },
  {
    key: 'rate',
    names: ['rate'],
    value: 'NUMBER',
    help: 'ship: with -r FILE, send its events, so many a second',
    details:
      'A capture is sent instead of what happens now, to measure a collector. Without --rate, it is sent as fast as it can be read. Ship ends when the collector has all of it.',
    example: 'ship -r FILE --rate 50000 --to http://127.0.0.1:8443 --token-file token --spool spool',
  },
] as const satisfies readonly OptionRow[];

/** Options that are valid after collect. */
export const COLLECTING = [
  {
    key: 'listen',
    names: ['listen'],
    value: 'ADDRESS:PORT',
    help: 'collect: where hosts send to (default 127.0.0.1:8443)',
    example: 'collect --listen 0.0.0.0:8443 --cert collector.pem --tokens tokens --dir /srv/sysshark -Z sysshark',
  },
  {
    key: 'folder',
    names: ['dir'],
    value: 'FOLDER',
    completes: 'file',
    help: 'collect: where segments are stored',
  },
  {
    key: 'tokens',
    names: ['tokens'],
    value: 'FILE',
    completes: 'file',
    help: 'collect: file with lines of a host and its token',
  },
  {
    key: 'certificate',
    names: ['cert'],
    value: 'FILE',
    completes: 'file',
    help: 'collect: certificate and key (PEM) to use TLS',
  },
  {
    key: 'hostLimit',
    names: ['host-limit'],
    value: 'SIZE',
    help: 'collect: most bytes of segments of one host (default 10G)',
  },
] as const satisfies readonly OptionRow[];

/** Options that are valid after both. */
export const UNPROTECTED = [
  {
    key: 'insecure',
    names: ['insecure'],
    help: 'ship, collect: allow other machines without TLS',
  },
] as const satisfies readonly OptionRow[];
