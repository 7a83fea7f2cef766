import { SyssharkError } from '../../errors.js';
import { isBrokerAddress, parseBroker, type StreamAddress } from '../../fleet/nats/broker.js';
import { parseReceiver } from '../../fleet/otlp/address.js';
import { parseTarget, type Target } from '../../fleet/target.js';
import type { FileLimits } from '../../output/capture-series.js';
import { type ObjectPlace, parseObjectPlace } from '../../plugins/aws/object-place.js';
import { optionName, type RawOptions } from '../command-line/table.js';
import { DEFAULT_SIZE, FOLDER_SIZE, type Key, MAX_SECONDS, needed, refuseOthers } from './fleet-options.js';
import { parseBytes, parseCount } from './option-values.js';
import { RECORDED } from './recorded-keys.js';
import { checkOptions, type RunOptions } from './run-options.js';

/** Where segments go: to a collector, into a bucket, or into a stream. */
export type Goal =
  | {
      readonly kind: 'collector';
      readonly target: Target;
      readonly tokenFile: string;
      /** File with certificates to trust; null for those of the system. */
      readonly authority: string | null;
    }
  | { readonly kind: 's3'; readonly place: ObjectPlace; readonly isInsecure: boolean }
  | {
      readonly kind: 'nats';
      readonly address: StreamAddress;
      /** File with a token, a user or credentials, and one with certificates to trust; null for none. */
      readonly tokenFile: string | null;
      readonly authority: string | null;
    };

/** Who gets metrics and spans, and files with what it is asked with; null for none. */
export interface OtlpRequest {
  /** What comes before the paths. */
  readonly address: string;
  readonly headersFile: string | null;
  readonly authority: string | null;
}

/** What ship captures, and where it goes. */
export interface ShipRequest {
  readonly options: RunOptions;
  readonly limits: FileLimits;
  readonly goal: Goal;
  readonly spool: string;
  readonly spoolLimit: number;
  /** Whether sums are sent, and only rare events one by one. */
  readonly hasSums: boolean;
  /** Who gets metrics and spans of requests; null for nobody. */
  readonly otlp: OtlpRequest | null;
  /** The folder of the latest segments, and most bytes of it; null for none. */
  readonly ring: { readonly folder: string; readonly limit: number } | null;
  /** Whether the collector may ask for what is in the ring. */
  readonly allowsFetch: boolean;
  /** Events a second of a capture that is sent (-r); Infinity for no limit. */
  readonly rate: number;
}

const MEGABYTE = 1e6;
const NANOS = 1e9;
/** A segment ends after that long, or when it has so many bytes. */
const DEFAULT_SECONDS = 10;
const MEGABYTES = { DEFAULT: 16, MAX: 200 } as const;
const DEFAULT_SPOOL = 2 ** 30;
const RATE = { min: 1, max: 1e9 } as const;

const OF_SHIP: readonly Key[] = [
  ...(['to', 'tokenFile', 'spool', 'spoolLimit', 'authority', 'insecure', 'read', 'rate', 'sums'] as const),
  ...(['ringDir', 'ringLimit', 'allowFetch', 'otlp', 'otlpHeaders'] as const),
  ...(['fileSize', 'seconds', 'displayFilters'] as const),
  ...RECORDED,
];

function checkRing(raw: RawOptions): ShipRequest['ring'] {
  const limit = parseBytes(raw.ringLimit, '--ring-limit', { ...FOLDER_SIZE, example: '10G' }) ?? DEFAULT_SIZE;
  if (raw.ringDir !== undefined) return { folder: raw.ringDir, limit };
  const without = (['ringLimit', 'allowFetch'] as const).find((key) => raw[key] !== undefined);
  if (without !== undefined) throw new SyssharkError('USAGE', `${optionName(without)} requires --ring-dir FOLDER`);
  return null;
}

/** Throws SyssharkError USAGE for options that a goal has no use for. */
function refuseFor(goal: string, raw: RawOptions, keys: readonly Key[]): void {
  const other = keys.find((key) => raw[key] !== undefined);
  if (other !== undefined)
    throw new SyssharkError('USAGE', `${optionName(other)} is for collectors: leave it out with --to ${goal}://…`);
}

function checkGoal(raw: RawOptions): Goal {
  const to = needed(raw, 'to', 'ship');
  const isInsecure = raw.insecure === true;
  const authority = raw.authority ?? null;
  if (isBrokerAddress(to)) {
    refuseFor('nats', raw, ['allowFetch']);
    const address = parseBroker(to, '--to', isInsecure);
    return { kind: 'nats', address, tokenFile: raw.tokenFile ?? null, authority };
  }
  if (!to.startsWith('s3:')) {
    const target = parseTarget(to, '--to', isInsecure);
    return { kind: 'collector', target, tokenFile: needed(raw, 'tokenFile', 'ship'), authority };
  }
  const place = parseObjectPlace(to);
  if (place === null)
    throw new SyssharkError('USAGE', `--to ${to} names no bucket: give s3://BUCKET or s3://BUCKET/PREFIX`);
  refuseFor('s3', raw, ['tokenFile', 'authority', 'allowFetch']);
  return { kind: 's3', place, isInsecure };
}

/** Throws SyssharkError USAGE. */
function otlpOf({ otlp, otlpHeaders, authority, insecure }: RawOptions): OtlpRequest | null {
  if (otlp === undefined && otlpHeaders !== undefined)
    throw new SyssharkError('USAGE', '--otlp-headers requires --otlp URL');
  if (otlp === undefined) return null;
  const address = parseReceiver(otlp, insecure === true);
  return { address, headersFile: otlpHeaders ?? null, authority: authority ?? null };
}

/** Validates the command line of ship. Throws SyssharkError USAGE. */
export function checkShip(raw: RawOptions, words: readonly string[], command: readonly string[]): ShipRequest {
  refuseOthers(raw, 'ship', OF_SHIP);
  const spool = needed(raw, 'spool', 'ship');
  if (raw.rate !== undefined && raw.read === undefined)
    throw new SyssharkError('USAGE', '--rate requires -r FILE: what happens now has a rate of its own');
  const seconds = parseCount(raw.seconds, '-G', { min: 1, max: MAX_SECONDS }) ?? DEFAULT_SECONDS;
  const megabytes = parseCount(raw.fileSize, '-C', { min: 1, max: MEGABYTES.MAX }) ?? MEGABYTES.DEFAULT;
  const { seconds: _seconds, fileSize: _fileSize, rate: _rate, ...recorded } = raw;
  const limits = { bytes: megabytes * MEGABYTE, time: seconds * NANOS, events: Number.POSITIVE_INFINITY };
  return {
    options: checkOptions({ ...recorded, write: spool, compress: true }, words, command),
    limits,
    goal: checkGoal(raw),
    spool,
    spoolLimit: parseBytes(raw.spoolLimit, '--spool-limit', { ...FOLDER_SIZE, example: '1G' }) ?? DEFAULT_SPOOL,
    hasSums: raw.sums === true,
    otlp: otlpOf(raw),
    ring: checkRing(raw),
    allowsFetch: raw.allowFetch === true,
    rate: parseCount(raw.rate, '--rate', RATE) ?? Number.POSITIVE_INFINITY,
  };
}
