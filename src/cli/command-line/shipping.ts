import type { OptionRow } from './row.js';

/** Options that are valid after ship. */
export const SHIPPING = [
  {
    key: 'to',
    names: ['to'],
    value: 'ADDRESS',
    help: 'ship: https://…, s3://BUCKET/… or tls://NATS/STREAM; fetch: end',
    details:
      'A collector is sent to over HTTP. A bucket is found, and its requests are signed, as the AWS tools do (AWS_ENDPOINT_URL names other servers that speak S3); the key of an object is PREFIX, the host, and the name of the segment. A stream of NATS JetStream gets messages with the subject STREAM.HOST (nats:// without TLS); it needs two npm packages, and an error says how to install them.',
    example:
      'ship --to https://collector:8443 --token-file token --spool /var/spool/sysshark -Z sysshark evt.type=execve',
  },
  {
    key: 'tokenFile',
    names: ['token-file'],
    value: 'FILE',
    completes: 'file',
    help: 'ship: token of this host; fetch: of an operator; with NATS: its login',
    details: 'For NATS, the file has a token, a user and a password, or credentials as nsc writes them (.creds).',
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
    help: 'ship, fetch, collect: trust the certificates in this file (PEM) instead',
  },
  {
    key: 'ringDir',
    names: ['ring-dir'],
    value: 'FOLDER',
    completes: 'file',
    help: 'ship: keep the latest segments here as well, for fetch',
    details:
      'It must be on the file system of --spool: nothing is written twice. The oldest segments are deleted beyond --ring-limit.',
  },
  {
    key: 'ringLimit',
    names: ['ring-limit'],
    value: 'SIZE',
    help: 'ship: most bytes of --ring-dir (default 10G)',
  },
  {
    key: 'allowFetch',
    names: ['allow-fetch'],
    help: 'ship: send periods of --ring-dir to operators who ask for them',
  },
  {
    key: 'otlp',
    names: ['otlp'],
    value: 'URL',
    help: 'ship: also send metrics of calls, and requests as spans (OTLP)',
    details:
      'Metrics are sent to URL/v1/metrics and spans to URL/v1/traces every 10 s, as protobuf over HTTP. Metrics have the names sysshark.syscall.calls, .duration and .bytes, with the keys of --sums, and sysshark.events.lost. The capture never waits for it.',
    example:
      'ship --otlp https://otel:4318 --to https://collector:8443 --token-file token --spool /var/spool/sysshark -Z sysshark',
  },
  {
    key: 'otlpHeaders',
    names: ['otlp-headers'],
    value: 'FILE',
    completes: 'file',
    help: 'ship: file with headers for --otlp, such as Authorization: Bearer TOKEN',
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
    key: 'operators',
    names: ['operators'],
    value: 'FILE',
    completes: 'file',
    help: 'collect: file with lines of an operator, who may fetch, and a token',
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
  {
    key: 'clickhouse',
    names: ['clickhouse'],
    value: 'URL',
    help: 'collect: insert rows there, such as https://clickhouse:8443/calls',
    details:
      'Tables that are missing are made. The user and the password are in the file of --clickhouse-login; without it, the user is "default".',
  },
  {
    key: 'clickhouseLogin',
    names: ['clickhouse-login'],
    value: 'FILE',
    completes: 'file',
    help: 'collect: file with the user and the password of --clickhouse',
  },
  {
    key: 'clickhouseTables',
    names: ['clickhouse-tables'],
    help: 'collect: print the statements that make the tables of --clickhouse',
  },
] as const satisfies readonly OptionRow[];

/** Options that are valid after fetch alone. */
export const FETCHING = [
  {
    key: 'collector',
    names: ['collector'],
    value: 'ADDRESS',
    help: 'fetch: address of the collector',
    example:
      'fetch web-1 --from 2026-11-28T14:05:00Z --to 2026-11-28T14:10:00Z --collector https://collector:8443 --token-file operator -w web-1.scap',
  },
  {
    key: 'from',
    names: ['from'],
    value: 'TIME',
    help: 'fetch: begin, such as 2026-11-28T14:05:00Z; collect: tls://NATS/STREAM',
    details:
      'Without a zone, a time is one of this machine; it can also be seconds since the epoch. The same is true of --to. With collect, it is a stream of NATS JetStream that hosts send to: then nothing is listened to unless --tokens is given.',
  },
] as const satisfies readonly OptionRow[];

/** Options that are valid after several. */
export const UNPROTECTED = [
  {
    key: 'insecure',
    names: ['insecure'],
    help: 'ship, collect, fetch: allow other machines without TLS',
  },
] as const satisfies readonly OptionRow[];
