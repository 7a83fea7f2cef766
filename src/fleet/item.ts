import { SyssharkError } from '../errors.js';

/** What a host sends: a piece of a capture that can be read alone, or a period from which events are missing. */
export type ItemKind = 'segment' | 'loss';

/** Which item of a host it is: the same one, however often it is sent. */
export interface ItemId {
  readonly kind: ItemKind;
  /** The boot of the host (/proc/sys/kernel/random/boot_id). */
  readonly boot: string;
  /** Which start of the shipper on its spool made it, from 1. */
  readonly run: number;
  /** Its number in this run, from 1. */
  readonly seq: number;
}

/** An item as a part of a path: kinds of both in the order in which they are sent. */
const KINDS = {
  segment: { folder: 'segments', suffix: '.scap.gz' },
  loss: { folder: 'losses', suffix: '.json' },
} as const satisfies Readonly<Record<ItemKind, { readonly folder: string; readonly suffix: string }>>;

const FILE = /^([\da-f-]{36})_(\d{6,15})-(\d{8,15})(\.scap\.gz|\.json)$/;
const PATH = /^\/v1\/(segments|losses)\/([\da-f-]{36})\/(\d{1,15})\/(\d{1,15})$/;
const BOOT = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

const kindOf = (member: 'folder' | 'suffix', text: string | undefined): ItemKind =>
  text === KINDS.loss[member] ? 'loss' : 'segment';

/** The path at which a collector takes an item, behind its address. */
export const pathOf = ({ kind, boot, run, seq }: ItemId): string => `/v1/${KINDS[kind].folder}/${boot}/${run}/${seq}`;

/** The item that a path of a request names; null for none. */
export function itemOfPath(path: string): ItemId | null {
  const [, folder, boot = '', run, seq] = PATH.exec(path) ?? [];
  return BOOT.test(boot) ? { kind: kindOf('folder', folder), boot, run: Number(run), seq: Number(seq) } : null;
}

const padded = (value: number, width: number): string => String(value).padStart(width, '0');

/** The name of a file with an item. Names of one boot sort in the order in which the items were made. */
export const fileOf = ({ kind, boot, run, seq }: ItemId): string =>
  `${boot}_${padded(run, 6)}-${padded(seq, 8)}${KINDS[kind].suffix}`;

/** The item in a file of that name; null for other files. */
export function itemOfFile(name: string): ItemId | null {
  const [, boot = '', run, seq, suffix] = FILE.exec(name) ?? [];
  return BOOT.test(boot) ? { kind: kindOf('suffix', suffix), boot, run: Number(run), seq: Number(seq) } : null;
}

/** A file of many hosts: HOST_ITEM. A host may have "_" in its name. */
const HOST_FILE = /^(.+)_[\da-f-]{36}_\d+-\d+\.[a-z.]+$/;

/** The host in the name of a file of many hosts; null for other files. */
export const hostOfFile = (name: string): string | null => HOST_FILE.exec(name)?.[1] ?? null;

/** The order in which items are sent. */
export const inOrder = (a: ItemId, b: ItemId): number => a.run - b.run || a.seq - b.seq;

/** The id of this boot. Throws SyssharkError IO if the system does not tell it. */
export function checkBoot(text: string): string {
  const boot = text.trim();
  if (!BOOT.test(boot)) throw new SyssharkError('IO', '/proc/sys/kernel/random/boot_id has no id of the boot');
  return boot;
}
