import { readInt64 } from '../bytes/int64.js';
import { renderAddress } from '../decode/address.js';
import type { Evt } from '../state/evt.js';
import type { FdInfo } from '../state/fd-info.js';
import { type Extract, fieldClass, plain } from './field.js';
import { isConnection, isListening, zeroAddress } from './socket-end.js';

/** Layout of a descriptor list: count, then number and flags of each. */
const COUNT_SIZE = 2;
const ITEM_SIZE = 10;

/** Joins the results of `read` for each descriptor of a poll; null for other events. */
function listOf(read: (number: number, fd: FdInfo | null) => string | null): Extract<Evt> {
  return (evt) => {
    const { view } = evt;
    const index = view.def?.params.findIndex((param) => param.type === 'fdlist') ?? -1;
    if (index < 0 || view.paramLength(index) < COUNT_SIZE) return null;
    return joinItems(evt, index, read);
  };
}

function joinItems(evt: Evt, index: number, read: (number: number, fd: FdInfo | null) => string | null): string | null {
  const { view } = evt;
  const start = view.paramStart(index);
  const room = Math.floor((view.paramLength(index) - COUNT_SIZE) / ITEM_SIZE);
  const count = Math.min(room, view.view.getUint16(start, true));
  let text = '';
  for (let i = 0; i < count; i++) {
    const number = readInt64(view.view, start + COUNT_SIZE + i * ITEM_SIZE);
    const item = read(number, evt.thread?.findFd(number) ?? null);
    if (item !== null) text += text === '' ? item : `,${item}`;
  }
  return text === '' ? null : text;
}

function clientAddress(fd: FdInfo | null): string | null {
  return fd !== null && isConnection(fd) ? renderAddress(fd.sourceIp ?? zeroAddress(fd)) : null;
}

/** Listening sockets have their own address as the server address. */
function serverAddress(fd: FdInfo | null): string | null {
  if (fd === null) return null;
  if (isConnection(fd)) return renderAddress(fd.destinationIp ?? zeroAddress(fd));
  return isListening(fd) ? renderAddress(fd.sourceIp ?? zeroAddress(fd)) : null;
}

function listField(name: string, display: string, description: string, extract: Extract<Evt>) {
  return { name, type: 'charbuf' as const, cost: 20, display, description, bind: plain(extract) };
}

/** The descriptors of a poll, as comma-separated lists. */
export const FD_LIST_FIELDS = fieldClass('fdlist', [
  listField(
    'fdlist.nums',
    'Numbers',
    'Numbers of the descriptors of a poll.',
    listOf((number) => String(number)),
  ),
  listField(
    'fdlist.names',
    'Names',
    'fd.name of those descriptors.',
    listOf((_, fd) => (fd === null || fd.name === '' ? '<NA>' : fd.name)),
  ),
  listField(
    'fdlist.cips',
    'Client Addresses',
    'fd.cip of those that are connections.',
    listOf((_, fd) => clientAddress(fd)),
  ),
  listField(
    'fdlist.sips',
    'Server Addresses',
    'fd.sip of those that are connections.',
    listOf((_, fd) => serverAddress(fd)),
  ),
  listField(
    'fdlist.cports',
    'Client Ports',
    'fd.cport of those that are connections.',
    listOf((_, fd) => (fd !== null && isConnection(fd) ? String(fd.sourcePort) : null)),
  ),
  listField(
    'fdlist.sports',
    'Server Ports',
    'fd.sport of those that are connections.',
    listOf((_, fd) => (fd !== null && isConnection(fd) ? String(fd.destinationPort) : null)),
  ),
]);
