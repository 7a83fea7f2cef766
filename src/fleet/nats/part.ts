import { fileOf, ITEM_KINDS, type ItemId, itemOfFile } from '../item.js';
import type { Receipt } from '../store.js';
import { isHostName } from '../tokens.js';
import type { Headers, Message } from './nats.js';

/** Bytes of an item that a message has at most, and what a server must leave for its headers. */
export const PART = { BYTES: 512 * 1024, HEADERS: 4096 } as const;

/** What headers say of a part. */
const NAMES = { item: 'Sysshark-Item', bytes: 'Sysshark-Bytes', digest: 'Sysshark-Sha256', at: 'Sysshark-At' } as const;
const DIGEST = /^[\da-f]{64}$/;
const NUMBER = /^\d{1,10}$/;

/** Some bytes of an item. */
export interface Part {
  /** The whole item. */
  readonly receipt: Receipt;
  /** Where in it they are. */
  readonly at: number;
  readonly data: Uint8Array;
}

/** What says which part it is. */
type PartHead = Readonly<Record<keyof typeof NAMES, string>>;

/** Writes the headers of a part. */
export function setHead(headers: Headers, { id, bytes, digest }: Omit<Receipt, 'host'>, at: number): void {
  const head: PartHead = { item: fileOf(id), bytes: String(bytes), digest, at: String(at) };
  for (const [key, name] of Object.entries(NAMES)) headers.set(name, head[key as keyof PartHead]);
}

/** The id of a message, which a stream takes once: equal for what is the same part, and for nothing else. */
export const messageId = (host: string, id: ItemId, at: number, length: number): string =>
  `${host}/${fileOf(id)}/${at}+${length}`;

/** Reads a message of a stream; null if it is no part of an item. The subject says whose it is. */
export function partOf({ subject, data, headers }: Message, stream: string): Part | null {
  const host = subject.slice(stream.length + 1);
  if (headers === undefined || !isHostName(host)) return null;
  const [item, bytes, digest, at] = [NAMES.item, NAMES.bytes, NAMES.digest, NAMES.at].map((name) =>
    headers.get(name),
  ) as [string, string, string, string];
  const id = itemOfFile(item);
  if (id === null || !(DIGEST.test(digest) && NUMBER.test(bytes) && NUMBER.test(at))) return null;
  const receipt = { host, id, bytes: Number(bytes), digest };
  const end = Number(at) + data.length;
  return data.length === 0 || end > receipt.bytes || receipt.bytes > ITEM_KINDS[id.kind].bytes
    ? null
    : { receipt, at: Number(at), data };
}
