import { SyssharkError } from '../../errors.js';
import { type ClickHouseAddress, parseClickHouse } from '../../fleet/clickhouse/address.js';
import { isLoopback, parseListening, parseTarget, type Target } from '../../fleet/target.js';
import type { FileLimits } from '../../output/capture-series.js';
import { type ObjectPlace, parseObjectPlace } from '../../plugins/aws/object-place.js';
import type { ListenAddress } from '../../source/listen.js';
import { OPTIONS, optionName, type RawOptions } from '../command-line/table.js';
import { parseBytes, parseCount } from './option-values.js';
import { RECORDED } from './recorded-keys.js';
import { checkOptions, type RunOptions } from './run-options.js';

/** Where segments go: to a collector, or into a bucket. */
export type Goal =
  | {
      readonly kind: 'collector';
      readonly target: Target;
      readonly tokenFile: string;
      /** File with certificates to trust; null for those of the system. */
      readonly authority: string | null;
    }
  | { readonly kind: 's3'; readonly place: ObjectPlace; readonly isInsecure: boolean };

/** What ship captures, and where it goes. */
export interface ShipRequest {
  readonly options: RunOptions;
  readonly limits: FileLimits;
  readonly goal: Goal;
  readonly spool: string;
  readonly spoolLimit: number;
  /** Whether sums are sent, and only rare events one by one. */
  readonly hasSums: boolean;
  /** The folder of the latest segments, and most bytes of it; null for none. */
  readonly ring: { readonly folder: string; readonly limit: number } | null;
  /** Whether the collector may ask for what is in the ring. */
  readonly allowsFetch: boolean;
  /** Events a second of a capture that is sent (-r); Infinity for no limit. */
  readonly rate: number;
}

/** A database of ClickHouse, and files with what it is asked with; null for none. */
export interface ClickHouseRequest {
  readonly address: ClickHouseAddress;
  readonly login: string | null;
  readonly authority: string | null;
}

/** What collect takes, and where it is kept. */
export interface CollectRequest {
  readonly listening: ListenAddress;
  readonly folder: string;
  readonly tokens: string;
  /** File with the tokens of those who may fetch; null for nobody. */
  readonly operators: string | null;
  /** File with certificate and key; null for no TLS. */
  readonly certificate: string | null;
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

const MEGABYTE = 1e6;
const MS = 1000;
/** Rows of a minute are enough for a file. */
const DEFAULT_AGE = 60;
const NANOS = 1e9;
/** A segment ends after that long, or when it has so many bytes. */
const SECONDS = { DEFAULT: 10, MAX: 86_400 } as const;
const MEGABYTES = { DEFAULT: 16, MAX: 200 } as const;
const SPOOL_LIMIT = { min: 1 << 20, max: 2 ** 50, example: '1G' } as const;
const DEFAULT_SPOOL = 2 ** 30;
const DEFAULT_RING = 10 * 2 ** 30;
const DEFAULT_HOST = 10 * 2 ** 30;
const RATE = { min: 1, max: 1e9 } as const;
const DEFAULT_LISTENING = '127.0.0.1:8443';

type Key = keyof RawOptions;

const OF_SHIP: readonly Key[] = [
  ...(['to', 'tokenFile', 'spool', 'spoolLimit', 'authority', 'insecure', 'read', 'rate', 'sums'] as const),
  ...(['ringDir', 'ringLimit', 'allowFetch'] as const),
  ...(['fileSize', 'seconds', 'displayFilters'] as const),
  ...RECORDED,
];
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
  ...(['clickhouse', 'clickhouseLogin', 'authority'] as const),
  'relinquishPrivileges',
];

/** Throws SyssharkError USAGE for options that a command does not have. */
export function refuseOthers(raw: RawOptions, command: string, known: readonly Key[]): void {
  const key = (Object.keys(raw) as Key[]).find((one) => raw[one] !== undefined && !known.includes(one));
  if (key !== undefined) throw new SyssharkError('USAGE', `${command} has no ${optionName(key)}: leave it out`);
}

/** The value of an option that a command cannot do without. Throws SyssharkError USAGE. */
export function needed(
  raw: RawOptions,
  key: 'to' | 'from' | 'collector' | 'tokenFile' | 'spool' | 'folder' | 'tokens' | 'write',
  command: string,
): string {
  const value = raw[key];
  if (value !== undefined && value !== '') return value;
  const row = OPTIONS.find((one) => one.key === key);
  throw new SyssharkError('USAGE', `${command} requires ${optionName(key)} ${row?.value}`);
}

function checkRing(raw: RawOptions): ShipRequest['ring'] {
  const limit = parseBytes(raw.ringLimit, '--ring-limit', { ...SPOOL_LIMIT, example: '10G' }) ?? DEFAULT_RING;
  if (raw.ringDir !== undefined && raw.sums === true)
    throw new SyssharkError(
      'USAGE',
      '--sums writes no segments of all events that --ring-dir could keep: leave out one',
    );
  if (raw.ringDir !== undefined) return { folder: raw.ringDir, limit };
  const without = (['ringLimit', 'allowFetch'] as const).find((key) => raw[key] !== undefined);
  if (without !== undefined) throw new SyssharkError('USAGE', `${optionName(without)} requires --ring-dir FOLDER`);
  return null;
}

/** Options that only a collector needs. */
const OF_COLLECTOR = ['tokenFile', 'authority', 'allowFetch'] as const;

function checkGoal(raw: RawOptions): Goal {
  const to = needed(raw, 'to', 'ship');
  const isInsecure = raw.insecure === true;
  if (!to.startsWith('s3:')) {
    const target = parseTarget(to, '--to', isInsecure);
    return { kind: 'collector', target, tokenFile: needed(raw, 'tokenFile', 'ship'), authority: raw.authority ?? null };
  }
  const place = parseObjectPlace(to);
  if (place === null)
    throw new SyssharkError('USAGE', `--to ${to} names no bucket: give s3://BUCKET or s3://BUCKET/PREFIX`);
  const other = OF_COLLECTOR.find((key) => raw[key] !== undefined);
  if (other !== undefined)
    throw new SyssharkError('USAGE', `${optionName(other)} is for collectors: leave it out with --to s3://…`);
  return { kind: 's3', place, isInsecure };
}

/** Validates the command line of ship. Throws SyssharkError USAGE. */
export function checkShip(raw: RawOptions, words: readonly string[], command: readonly string[]): ShipRequest {
  refuseOthers(raw, 'ship', OF_SHIP);
  const spool = needed(raw, 'spool', 'ship');
  if (raw.rate !== undefined && raw.read === undefined)
    throw new SyssharkError('USAGE', '--rate requires -r FILE: what happens now has a rate of its own');
  const seconds = parseCount(raw.seconds, '-G', { min: 1, max: SECONDS.MAX }) ?? SECONDS.DEFAULT;
  const megabytes = parseCount(raw.fileSize, '-C', { min: 1, max: MEGABYTES.MAX }) ?? MEGABYTES.DEFAULT;
  const { seconds: _seconds, fileSize: _fileSize, rate: _rate, ...recorded } = raw;
  const limits = { bytes: megabytes * MEGABYTE, time: seconds * NANOS, events: Number.POSITIVE_INFINITY };
  return {
    options: checkOptions({ ...recorded, write: spool, compress: true }, words, command),
    limits,
    goal: checkGoal(raw),
    spool,
    spoolLimit: parseBytes(raw.spoolLimit, '--spool-limit', SPOOL_LIMIT) ?? DEFAULT_SPOOL,
    hasSums: raw.sums === true,
    ring: checkRing(raw),
    allowsFetch: raw.allowFetch === true,
    rate: parseCount(raw.rate, '--rate', RATE) ?? Number.POSITIVE_INFINITY,
  };
}

/** How long rows wait at most, in ms. Throws SyssharkError USAGE. */
function ageOf({ seconds, parquet, clickhouse }: RawOptions): number {
  if (seconds !== undefined && parquet === undefined && clickhouse === undefined)
    throw new SyssharkError(
      'USAGE',
      '-G says how long rows wait for --parquet DIR or --clickhouse URL: give that, too',
    );
  return (parseCount(seconds, '-G', { min: 1, max: SECONDS.MAX }) ?? DEFAULT_AGE) * MS;
}

/** Throws SyssharkError USAGE. */
function clickHouseOf({ clickhouse, clickhouseLogin, authority, insecure }: RawOptions): ClickHouseRequest | null {
  const isNeeded = clickhouseLogin !== undefined || authority !== undefined;
  if (clickhouse === undefined && isNeeded)
    throw new SyssharkError(
      'USAGE',
      `${clickhouseLogin === undefined ? '--ca' : '--clickhouse-login'} requires --clickhouse URL`,
    );
  if (clickhouse === undefined) return null;
  const address = parseClickHouse(clickhouse, insecure === true);
  return { address, login: clickhouseLogin ?? null, authority: authority ?? null };
}

/** Validates the command line of collect. Throws SyssharkError USAGE. */
export function checkCollect(raw: RawOptions, words: readonly string[], command: readonly string[]): CollectRequest {
  refuseOthers(raw, 'collect', OF_COLLECT);
  if (words.length + command.length > 0)
    throw new SyssharkError('USAGE', 'collect takes what hosts send: filters and commands belong to ship');
  const listening = parseListening(raw.listen ?? DEFAULT_LISTENING);
  if (raw.certificate === undefined && !isLoopback(listening.host) && raw.insecure !== true)
    throw new SyssharkError(
      'USAGE',
      `--listen ${raw.listen}: without TLS, collect serves only this machine: give --cert FILE (--insecure: serve others anyway)`,
    );
  return {
    listening,
    folder: needed(raw, 'folder', 'collect'),
    tokens: needed(raw, 'tokens', 'collect'),
    operators: raw.operators ?? null,
    certificate: raw.certificate ?? null,
    hostLimit: parseBytes(raw.hostLimit, '--host-limit', { ...SPOOL_LIMIT, example: '10G' }) ?? DEFAULT_HOST,
    parquet: raw.parquet ?? null,
    clickhouse: clickHouseOf(raw),
    age: ageOf(raw),
    user: raw.relinquishPrivileges ?? null,
  };
}
