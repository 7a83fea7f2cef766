import { SyssharkError } from '../errors.js';

/** What a host sends: a piece of a capture that can be read alone, sums of a period, or a period from which events are missing. */
export type ItemKind = 'segment' | 'sums' | 'loss';

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

/** Items as parts of paths, and most bytes of one. */
export const ITEM_KINDS = {
  segment: { folder: 'segments', suffix: '.scap.gz', bytes: 256 << 20 },
  sums: { folder: 'sums', suffix: '.ndjson.gz', bytes: 16 << 20 },
  loss: { folder: 'losses', suffix: '.json', bytes: 4096 },
} as const satisfies Readonly<
  Record<ItemKind, { readonly folder: string; readonly suffix: string; readonly bytes: number }>
>;
const KINDS = Object.keys(ITEM_KINDS) as ItemKind[];

const FILE = /^([\da-f-]{36})_(\d{6,15})-(\d{8,15})(\.[a-z.]{2,12})$/;
const PATH = /^\/v1\/([a-z]{2,12})\/([\da-f-]{36})\/(\d{1,15})\/(\d{1,15})$/;
const BOOT = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** The item of some parts of a path; null if they are those of no item. */
function itemOf(
  member: 'folder' | 'suffix',
  [name, boot = '', run, seq]: readonly (string | undefined)[],
): ItemId | null {
  const kind = KINDS.find((one) => ITEM_KINDS[one][member] === name);
  return kind === undefined || !BOOT.test(boot) ? null : { kind, boot, run: Number(run), seq: Number(seq) };
}

/** The path at which a collector takes an item, behind its address. */
export const pathOf = ({ kind, boot, run, seq }: ItemId): string =>
  `/v1/${ITEM_KINDS[kind].folder}/${boot}/${run}/${seq}`;

/** The item that a path of a request names; null for none. */
export const itemOfPath = (path: string): ItemId | null => itemOf('folder', PATH.exec(path)?.slice(1) ?? []);

const padded = (value: number, width: number): string => String(value).padStart(width, '0');

/** The name of a file with an item. Names of one boot sort in the order in which the items were made. */
export const fileOf = ({ kind, boot, run, seq }: ItemId): string =>
  `${boot}_${padded(run, 6)}-${padded(seq, 8)}${ITEM_KINDS[kind].suffix}`;

/** The item in a file of that name; null for other files. */
export function itemOfFile(name: string): ItemId | null {
  const [, boot, run, seq, suffix] = FILE.exec(name) ?? [];
  return itemOf('suffix', [suffix, boot, run, seq]);
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
