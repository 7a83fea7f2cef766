import { SyssharkError } from '../../errors.js';
import { type ClickHouseAddress, parseClickHouse } from '../../fleet/clickhouse/address.js';
import { isBrokerAddress, parseBroker, type StreamAddress } from '../../fleet/nats/broker.js';
import { isLoopback, parseListening } from '../../fleet/target.js';
import type { ListenAddress } from '../../source/listen.js';
import type { RawOptions } from '../command-line/table.js';
import { DEFAULT_SIZE, FOLDER_SIZE, type Key, MAX_SECONDS, needed, refuseOthers } from './fleet-options.js';
import { parseBytes, parseCount } from './option-values.js';

/** A database of ClickHouse, and files with what it is asked with; null for none. */
export interface ClickHouseRequest {
  readonly address: ClickHouseAddress;
  readonly login: string | null;
  readonly authority: string | null;
}

/** Where hosts may send to over HTTP. */
export interface ListenRequest {
  readonly listening: ListenAddress;
  readonly tokens: string;
  /** File with the tokens of those who may fetch; null for nobody. */
  readonly operators: string | null;
  /** File with certificate and key; null for no TLS. */
  readonly certificate: string | null;
}

/** A stream that hosts send to, and files with what its server is asked with; null for none. */
export interface StreamRequest {
  readonly address: StreamAddress;
  readonly tokenFile: string | null;
  readonly authority: string | null;
}

/** What collect takes, and where it is kept. */
export interface CollectRequest {
  /** Null for nowhere: then there is a stream. */
  readonly listen: ListenRequest | null;
  readonly stream: StreamRequest | null;
  readonly folder: string;
  readonly hostLimit: number;
  /** The folder that gets rows as Parquet; null for none. */
  readonly parquet: string | null;
  /** The database that gets rows; null for none. */
  readonly clickhouse: ClickHouseRequest | null;
  /** How long rows wait to be written at most, in ms. */
  readonly age: number;
  /** Who serves, if root starts it; null for the user who called sudo. */
  readonly user: string | null;
}

const MS = 1000;
/** Rows of a minute are enough for a file, in s. */
const DEFAULT_AGE = 60;
const DEFAULT_LISTENING = '127.0.0.1:8443';

const OF_COLLECT: readonly Key[] = [
  ...([
    'listen',
    'folder',
    'tokens',
    'operators',
    'certificate',
    'hostLimit',
    'parquet',
    'seconds',
    'insecure',
  ] as const),
  ...(['clickhouse', 'clickhouseLogin', 'authority', 'from', 'tokenFile'] as const),
  'relinquishPrivileges',
];

/** How long rows wait at most, in ms. Throws SyssharkError USAGE. */
function ageOf({ seconds, parquet, clickhouse }: RawOptions): number {
  if (seconds !== undefined && parquet === undefined && clickhouse === undefined)
    throw new SyssharkError(
      'USAGE',
      '-G says how long rows wait for --parquet DIR or --clickhouse URL: give that, too',
    );
  return (parseCount(seconds, '-G', { min: 1, max: MAX_SECONDS }) ?? DEFAULT_AGE) * MS;
}

/** Throws SyssharkError USAGE. */
function clickHouseOf({
  clickhouse,
  clickhouseLogin,
  authority,
  insecure,
  from,
}: RawOptions): ClickHouseRequest | null {
  if (clickhouse === undefined && clickhouseLogin !== undefined)
    throw new SyssharkError('USAGE', '--clickhouse-login requires --clickhouse URL');
  if (clickhouse === undefined && authority !== undefined && from === undefined)
    throw new SyssharkError('USAGE', '--ca requires --clickhouse URL or --from tls://…');
  if (clickhouse === undefined) return null;
  const address = parseClickHouse(clickhouse, insecure === true);
  return { address, login: clickhouseLogin ?? null, authority: authority ?? null };
}

/** Throws SyssharkError USAGE. */
function streamOf({ from, tokenFile, authority, insecure }: RawOptions): StreamRequest | null {
  if (from !== undefined && !isBrokerAddress(from))
    throw new SyssharkError('USAGE', `--from takes a stream such as tls://nats.example:4222/calls, not "${from}"`);
  if (from !== undefined)
    return {
      address: parseBroker(from, '--from', insecure === true),
      tokenFile: tokenFile ?? null,
      authority: authority ?? null,
    };
  if (tokenFile !== undefined)
    throw new SyssharkError('USAGE', '--token-file requires --from tls://…: hosts are known by --tokens FILE');
  return null;
}

/** Where to listen: nowhere, if items are taken from a stream and nothing asks for it. Throws SyssharkError USAGE. */
function listenOf(raw: RawOptions): ListenRequest | null {
  const asked = (['listen', 'operators', 'certificate', 'tokens'] as const).some((key) => raw[key] !== undefined);
  if (raw.from !== undefined && !asked) return null;
  const listening = parseListening(raw.listen ?? DEFAULT_LISTENING);
  if (raw.certificate === undefined && !isLoopback(listening.host) && raw.insecure !== true)
    throw new SyssharkError(
      'USAGE',
      `--listen ${raw.listen}: without TLS, collect serves only this machine: give --cert FILE (--insecure: serve others anyway)`,
    );
  return {
    listening,
    tokens: needed(raw, 'tokens', 'collect'),
    operators: raw.operators ?? null,
    certificate: raw.certificate ?? null,
  };
}

/** Validates the command line of collect. Throws SyssharkError USAGE. */
export function checkCollect(raw: RawOptions, words: readonly string[], command: readonly string[]): CollectRequest {
  refuseOthers(raw, 'collect', OF_COLLECT);
  if (words.length + command.length > 0)
    throw new SyssharkError('USAGE', 'collect takes what hosts send: filters and commands belong to ship');
  const folder = needed(raw, 'folder', 'collect');
  return {
    listen: listenOf(raw),
    stream: streamOf(raw),
    folder,
    hostLimit: parseBytes(raw.hostLimit, '--host-limit', { ...FOLDER_SIZE, example: '10G' }) ?? DEFAULT_SIZE,
    parquet: raw.parquet ?? null,
    clickhouse: clickHouseOf(raw),
    age: ageOf(raw),
    user: raw.relinquishPrivileges ?? null,
  };
}
