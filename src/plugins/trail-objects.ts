import { SyssharkError } from '../errors.js';
import type { S3, S3Listing, S3Object } from './aws/s3.js';
import { isLogFile } from './log-files.js';
import type { TrailInterval } from './trail-interval.js';

/** Folder of an account, and of all accounts, as CloudTrail writes them; o-… is an organization. */
const ACCOUNT = /(?:^|\/)AWSLogs\/(?:o-[a-z\d]+\/)?\d{12}\/$/;
const ACCOUNTS = /(?:^|\/)AWSLogs\/(?:o-[a-z\d]+\/)?$/;
const ACCOUNT_FOLDER = /\/\d{12}\/$/;
const ALWAYS: TrailInterval = { from: null, to: null };
const ACCOUNT_ID = /^\d{12}$/;
/** The minute in the name of a log file. */
const MINUTE = /_CloudTrail_[^_/]+_(\d{8}T\d{4})Z_[^/]*$/;

/** Which objects of a bucket are read. */
export interface TrailPlace {
  readonly bucket: string;
  readonly prefix: string;
  readonly interval: TrailInterval;
  /** Accounts of which log files are read; none for all. */
  readonly accounts: readonly string[];
}

/** Reads the setting s3AccountList. Throws SyssharkError USAGE. */
export function parseAccounts(text: string): readonly string[] {
  const accounts = text.split(',').map((account) => account.trim());
  if (text.trim() === '') return [];
  if (accounts.every((account) => ACCOUNT_ID.test(account))) return accounts;
  throw new SyssharkError(
    'USAGE',
    `-H cloudtrail: s3AccountList takes accounts of 12 digits with commas between, not ${JSON.stringify(text)}`,
  );
}

/** What of the settings has no effect at a place, as a sentence; null if all have. */
export function unusedBy({ prefix, interval, accounts }: TrailPlace): string | null {
  if (accounts.length > 0 && !ACCOUNTS.test(prefix))
    return 's3AccountList has no effect: the prefix does not end in AWSLogs/';
  if (interval.from === null || ACCOUNTS.test(prefix) || ACCOUNT.test(prefix)) return null;
  return 's3Interval has no effect: the prefix does not end in AWSLogs/ or AWSLogs/ACCOUNT/';
}

/** The objects of a place that are log files, in the order in which they are read: accounts, regions, then keys by their bytes. */
export async function* trailObjects(s3: S3, place: TrailPlace): AsyncGenerator<S3Object, void, void> {
  const { bucket, prefix, interval } = place;
  if (!ACCOUNT.test(prefix) && !ACCOUNTS.test(prefix)) {
    yield* logFiles(s3, { bucket, prefix });
    return;
  }
  for await (const account of accountsOf(s3, place))
    for await (const region of foldersOf(s3, bucket, `${account}CloudTrail/`))
      yield* logFiles(s3, { bucket, prefix: region, ...startOf(region, interval) }, interval);
}

async function* accountsOf(s3: S3, { bucket, prefix, accounts }: TrailPlace): AsyncGenerator<string, void, void> {
  if (ACCOUNT.test(prefix)) yield prefix;
  else if (accounts.length > 0) yield* accounts.map((account) => `${prefix}${account}/`);
  else for await (const folder of foldersOf(s3, bucket, prefix)) if (ACCOUNT_FOLDER.test(folder)) yield folder;
}

async function* foldersOf(s3: S3, bucket: string, prefix: string): AsyncGenerator<string, void, void> {
  for await (const { folders } of s3.list({ bucket, prefix, delimiter: '/' })) yield* folders;
}

async function* logFiles(s3: S3, listing: S3Listing, interval = ALWAYS): AsyncGenerator<S3Object, void, void> {
  for await (const { objects } of s3.list(listing))
    yield* objects.filter(({ key }) => isLogFile(key) && isWithin(key, interval));
}

/** Leaves out the days before the first one. */
function startOf(region: string, { from }: TrailInterval): { readonly startAfter?: string } {
  if (from === null) return {};
  return { startAfter: `${region}${from.slice(0, 4)}/${from.slice(4, 6)}/${from.slice(6, 8)}/` };
}

function isWithin(key: string, { from, to }: TrailInterval): boolean {
  const minute = MINUTE.exec(key)?.[1];
  return minute === undefined || ((from === null || minute >= from) && (to === null || minute <= to));
}
