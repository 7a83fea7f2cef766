import { renderAddress } from '../../decode/address.js';
import type { KeyOf } from '../../fields/key-tree.js';
import { zeroAddress } from '../../fields/socket-end.js';
import type { Column, ColumnType, Row } from '../../output/rows/column.js';
import { L4_NAMES } from '../../schema/fd-types.js';
import type { Evt } from '../../state/evt.js';
import type { FdInfo } from '../../state/fd-info.js';
import type { Chisel, ChiselContext, ChiselRun, Moment } from '../chisel.js';
import { wordOf } from '../chisel-args.js';
import { chiselFilter } from '../chisel-filter.js';
import { keyColumns, typesOfKeys } from '../keys.js';
import { reportTimes } from '../report-times.js';
import { type Moved, TransferGroups, type Transfers } from '../transfer-groups.js';
import { NET_IO } from './values.js';

/** One end of a connection. */
interface End {
  readonly address: string;
  readonly port: number;
}

/** A connection as one of its ends sees it. */
interface Side {
  readonly proto: string;
  readonly client: End;
  readonly server: End;
  readonly isServer: boolean;
}

/** A connection. */
interface Conversation extends Omit<Side, 'isServer'> {
  readonly sent: Moved;
  readonly received: Moved;
  readonly start: bigint;
  readonly duration: number;
  /** How many of its ends were recorded: of two, what each wrote counts. */
  readonly ends: 1 | 2;
}

const endOf = (fd: FdInfo, isSource: boolean): End => ({
  address: renderAddress((isSource ? fd.sourceIp : fd.destinationIp) ?? zeroAddress(fd)),
  port: isSource ? fd.sourcePort : fd.destinationPort,
});

const isServer = ({ fd }: Evt): boolean => fd?.role === 'server';

/** What a connection is, from its first event. */
function sideOf(evt: Evt): Side {
  const fd = evt.fd as FdInfo;
  const proto = L4_NAMES[fd.l4proto] ?? '';
  return { proto, client: endOf(fd, true), server: endOf(fd, false), isServer: isServer(evt) };
}

/** Adds up connections by protocol, both ends, and the end that was recorded. */
function connections({ fields }: ChiselContext): TransferGroups<Side> {
  const fd = [
    { heading: '', field: 'fd.l4proto', mayLack: true as const },
    { heading: '', field: 'fd.name' },
  ];
  const keys = keyColumns(fd, { fields, showsContainers: false });
  const all: readonly KeyOf[] = [...keys.map(({ keyOf }) => keyOf), isServer];
  return new TransferGroups(all, typesOfKeys(keys), sideOf);
}

const earlier = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const endTime = ({ start, duration }: Transfers<Side>): bigint => start + BigInt(duration);

/** A connection from what was recorded at either end. What was recorded at both counts once. */
function conversationOf(sides: readonly Transfers<Side>[]): Conversation {
  const [first] = sides as [Transfers<Side>];
  const server = sides.find(({ about }) => about?.isServer === true);
  const client = sides.find((side) => side !== server);
  const start = sides.reduce((least, side) => earlier(least, side.start), first.start);
  const end = sides.reduce((most, side) => -earlier(-most, -endTime(side)), endTime(first));
  return {
    ...(first.about as Side),
    sent: client?.written ?? (server as Transfers<Side>).read,
    received: server?.written ?? (client as Transfers<Side>).read,
    start,
    duration: Number(end - start),
    ends: client !== undefined && server !== undefined ? 2 : 1,
  };
}

const bytesOf = ({ sent, received }: Pick<Conversation, 'sent' | 'received'>): number => sent.bytes + received.bytes;
const callsOf = ({ sent, received }: Pick<Conversation, 'sent' | 'received'>): number => sent.calls + received.calls;

/** The connections, those with the most bytes first. */
function conversationsOf(groups: TransferGroups<Side>): readonly Conversation[] {
  const byName = new Map<string, Transfers<Side>[]>();
  for (const group of groups.all.filter(({ isUsed }) => isUsed)) {
    const name = group.keys.slice(0, -1).join(' ');
    byName.set(name, [...(byName.get(name) ?? []), group]);
  }
  return [...byName.values()]
    .map(conversationOf)
    .sort((a, b) => bytesOf(b) - bytesOf(a) || (a.start < b.start ? -1 : 1));
}

const column = (name: string, heading: string | null, type: ColumnType): Column => ({ name, heading, type });
/** Columns of what was moved in all and each way; `sent` and `received` name the ways. */
const sumColumns = (sent: string, received: string): readonly Column[] => [
  column('calls', 'Calls', 'count'),
  column('bytes', 'Bytes', 'bytes'),
  column('calls.sent', sent, 'count'),
  column('bytes.sent', 'Bytes', 'bytes'),
  column('calls.received', received, 'count'),
  column('bytes.received', 'Bytes', 'bytes'),
];
const sumsOf = (one: Pick<Conversation, 'sent' | 'received'>): Row => [
  callsOf(one),
  bytesOf(one),
  one.sent.calls,
  one.sent.bytes,
  one.received.calls,
  one.received.bytes,
];
const endText = (address: string, port: number): string =>
  `${address.includes(':') ? `[${address}]` : address}:${port}`;

const CONVERSATION_COLUMNS: readonly Column[] = [
  ...sumColumns('A to B', 'B to A'),
  column('start', 'Start', 'time'),
  column('duration', 'Duration', 'duration'),
  column('fd.l4proto', 'Proto', 'text'),
  column('client', 'A (client)', 'text'),
  column('server', 'B (server)', 'text'),
  column('fd.cip', null, 'text'),
  column('fd.cport', null, 'number'),
  column('fd.sip', null, 'text'),
  column('fd.sport', null, 'number'),
  column('ends', null, 'count'),
];

/** The first values of the row of all connections beyond the limit: nothing says which of their ends was recorded. */
function othersOf({ read, written, bytes }: Transfers<Side>, columns: readonly Column[]): Row {
  const sums = [read.calls + written.calls, bytes];
  return [...sums, ...new Array<null>(columns.length - sums.length).fill(null)];
}

function conversationRow(one: Conversation): Row {
  const { proto, client, server, start, duration, ends: recorded } = one;
  const ends = [client, server].map(({ address, port }) => endText(address, port));
  const fields = [client.address, client.port, server.address, server.port];
  return [...sumsOf(one), start, duration, proto, ...ends, ...fields, recorded];
}

/** What one end of connections sent and received. */
interface Endpoint extends Pick<Conversation, 'proto' | 'sent' | 'received'> {
  readonly end: End;
  connections: number;
  /** Connections that were recorded at both ends. */
  both: number;
}

const BY = ['address', 'port'] as const;

const add = (to: Moved, moved: Moved): void => {
  to.calls += moved.calls;
  to.bytes += moved.bytes;
};

/** The ends of connections, by address, or by address and port. */
function endpointsOf(all: readonly Conversation[], by: (typeof BY)[number]): readonly Endpoint[] {
  const found = new Map<string, Endpoint>();
  const note = ({ proto, ends }: Conversation, end: End, sent: Moved, received: Moved): void => {
    const key = by === 'port' ? `${proto} ${end.address} ${end.port}` : end.address;
    const none = { sent: { calls: 0, bytes: 0 }, received: { calls: 0, bytes: 0 }, connections: 0, both: 0 };
    const endpoint: Endpoint = found.get(key) ?? { proto, end, ...none };
    endpoint.connections++;
    if (ends === 2) endpoint.both++;
    add(endpoint.sent, sent);
    add(endpoint.received, received);
    found.set(key, endpoint);
  };
  for (const one of all) {
    note(one, one.client, one.sent, one.received);
    note(one, one.server, one.received, one.sent);
  }
  return [...found.values()].sort((a, b) => bytesOf(b) - bytesOf(a));
}

const ENDPOINT_COLUMNS: readonly Column[] = [
  ...sumColumns('Sent', 'Received'),
  column('connections', 'Connections', 'count'),
  column('connections.both', null, 'count'),
];
const OF_ADDRESS = [column('address', 'Address', 'text')];
const OF_PORT = [column('fd.l4proto', 'Proto', 'text'), ...OF_ADDRESS, column('port', 'Port', 'number')];

const endpointRow = (one: Endpoint, by: (typeof BY)[number]): Row => {
  const { proto, end, connections: count, both } = one;
  return [...sumsOf(one), count, both, ...(by === 'port' ? [proto, end.address, end.port] : [end.address])];
};

/** A table of what all connections moved so far. */
function startTable(
  context: ChiselContext,
  columns: readonly Column[],
  rowsOf: (all: readonly Conversation[]) => readonly Row[],
): ChiselRun {
  const groups = connections(context);
  const times = reportTimes(context.isLive);
  const make = ({ state }: Moment) => {
    const rows = rowsOf(conversationsOf(groups)).map((row) => [...times.of(state), ...row]);
    const { others } = groups;
    return { rows, others: others === null ? null : [...times.of(state), ...othersOf(others, columns)] };
  };
  return {
    kind: 'rows',
    filter: chiselFilter(NET_IO),
    form: { columns: [...times.columns, ...columns], layout: { kind: 'table' } },
    take: (evt) => groups.add(evt),
    columns: groups,
    report: { schedule: 'interval', make },
  };
}

/** What connections, and their ends, sent and received. */
export const CONVERSATIONS: readonly Chisel[] = [
  {
    name: 'conversations',
    category: 'Net',
    summary: 'connections: bytes each way, start, duration',
    description:
      'Shows for each connection of IPv4 and IPv6 sockets the calls that moved data and their bytes, in all and each way, when the first one returned, and how long it was to the last one. If both ends were recorded, each byte counts once. Live, sums are those since the beginning.',
    args: [],
    start: (_, context) => startTable(context, CONVERSATION_COLUMNS, (all) => all.map(conversationRow)),
  },
  {
    name: 'endpoints',
    category: 'Net',
    summary: 'addresses: bytes sent and received',
    description:
      'Shows for each address of IPv4 and IPv6 sockets what was sent from it and received there, in calls and bytes, and over how many connections. Live, sums are those since the beginning.',
    args: [{ name: 'ENDS', description: `one row for each: ${BY.join(', ')}`, isOptional: true }],
    start: ([word], context) => {
      const by = wordOf('endpoints', word, BY);
      const columns = [...ENDPOINT_COLUMNS, ...(by === 'port' ? OF_PORT : OF_ADDRESS)];
      return startTable(context, columns, (all) => endpointsOf(all, by).map((one) => endpointRow(one, by)));
    },
  },
];
