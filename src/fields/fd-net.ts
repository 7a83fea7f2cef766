import { renderAddress } from '../decode/address.js';
import { EVT } from '../schema/events.js';
import type { Container } from '../state/container-table.js';
import type { FdInfo, IpBytes } from '../state/fd-info.js';
import { isSameAddress } from '../state/interfaces.js';
import type { Subject } from '../state/subject.js';
import { type FieldDef, type FieldValue, ofSubject, subjectClass, USUAL_DEMANDS } from './field.js';
import { fdOf, fdOfKind, ofFd } from './of-fd.js';
import { isConnection, isListening, zeroAddress } from './socket-end.js';

/** One end of a connection: by role or by location. */
type End = 'client' | 'server' | 'local' | 'remote';

/** The reference compares IPv6 addresses with those of the machine by network, which is the first 64 bits. */
const IPV6_NETWORK = 8;

function isSameNetwork(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < IPV6_NETWORK; i++) if (a[i] !== b[i]) return false;
  return true;
}

const NO_ADDRESS = '0.0.0.0';

function addressOfContainer(container: Container | undefined): string {
  const ip = container?.details['ip'];
  return typeof ip === 'string' && ip !== '' ? ip : NO_ADDRESS;
}

/** Whether an IPv4 address is that of a container, or of any container if this one has no address. */
function isOfContainer(evt: Subject, id: string, bytes: Uint8Array): boolean {
  const address = renderAddress(bytes);
  const own = addressOfContainer(evt.state.containers.find(id));
  if (own !== NO_ADDRESS) return address === own;
  return address === NO_ADDRESS || evt.state.containers.some((one) => addressOfContainer(one) === address);
}

/** Whether an address belongs to the recorded machine or the container; IPv6 addresses of containers are unknown. */
function isLocal(evt: Subject, address: IpBytes, fd: FdInfo): boolean {
  const bytes = address ?? zeroAddress(fd);
  const id = evt.thread?.containerId ?? '';
  if (id !== '' && (bytes.length === 16 || isOfContainer(evt, id, bytes))) return bytes.length === 4;
  for (const face of evt.state.interfaces) {
    if (face.address.length !== bytes.length) continue;
    if (bytes.length === 16 ? isSameNetwork(face.address, bytes) : isSameAddress(face.address, bytes)) return true;
  }
  return false;
}

/** Whether the event is a connect that has not, or not yet, reached the other end, which is known (DIFFERENCES.md). */
const isAttempted = ({ view }: Subject, fd: FdInfo): boolean =>
  (view.type === EVT.CONNECT_E || view.type === EVT.CONNECT_X) && fd.destinationIp !== null;

/** Whether an end of a connection is its source (true) or its destination (false); null if it has no such end. */
function isSource(evt: Subject, fd: FdInfo, end: End): boolean | null {
  // the reference has no local end of a listening socket (DIFFERENCES.md)
  if (isListening(fd)) return end === 'server' || end === 'local' ? true : null;
  if (!isConnection(fd)) return null;
  if (fd.role === 'none') return isAttempted(evt, fd) && (end === 'server' || end === 'remote') ? false : null;
  if (end === 'client' || end === 'server') return end === 'client';
  return isLocal(evt, fd.sourceIp, fd) === (end === 'local');
}

/** The reference does not report `fd.sip` of listening sockets that existed when the capture began. */
const addressOf = (end: End): FieldDef['bind'] =>
  ofFd((fd, evt) => {
    if (isListening(fd) && fd.role === 'none' && end !== 'local') return null;
    const source = isSource(evt, fd, end);
    return source === null ? null : ((source ? fd.sourceIp : fd.destinationIp) ?? zeroAddress(fd));
  });

const portOf = (end: End): FieldDef['bind'] =>
  ofFd((fd, evt) => {
    const source = isSource(evt, fd, end);
    return source === null ? null : source ? fd.sourcePort : fd.destinationPort;
  });

/** As the server's port, it is empty for listening sockets in the reference. */
const portText = (end: End): FieldDef['bind'] =>
  ofFd((fd, evt) => {
    if (isListening(fd) && (end === 'client' || end === 'server')) return '';
    const source = isSource(evt, fd, end);
    return source === null ? null : evt.state.endText.port(source ? fd.sourcePort : fd.destinationPort, fd.l4proto);
  });

const FILTER_ONLY = { isFilterOnly: true, noTransformer: true, noRhs: true } as const;

/** Fields of one end: address, port, network, port as text, host name. */
function endFields(end: End, letter: string, display: string) {
  const of = `the ${end} end`;
  const ofKind = fdOfKind;
  return [
    {
      name: `fd.${letter}ip`,
      type: 'ipaddr' as const,
      display: `${display} Address`,
      description: `IP address of ${of}.`,
      bind: addressOf(end),
      ofKind,
    },
    {
      name: `fd.${letter}port`,
      type: 'port' as const,
      display: `${display} Port`,
      description: `Port of ${of}.`,
      bind: portOf(end),
      ofKind,
    },
    {
      name: `fd.${letter}proto`,
      type: 'charbuf' as const,
      cost: 3,
      display: `${display} Port Text`,
      description: `Port of ${of} as text.`,
      bind: portText(end),
      ofKind,
    },
    {
      name: `fd.${letter}net`,
      type: 'ipnet' as const,
      ...FILTER_ONLY,
      display: `${display} Network`,
      description: `Matches if the address of ${of} is in a network such as 10.0.0.0/8.`,
      bind: addressOf(end),
      ofKind,
    },
    {
      name: `fd.${letter}ip.name`,
      type: 'charbuf' as const,
      noTransformer: true as const,
      noRhs: true as const,
      isWholeOnly: true as const,
      display: `${display} Host`,
      description: `Host name of ${of}; always absent, because names are not looked up.`,
      bind: ofSubject(() => null),
    },
  ];
}

/** Both ends of a socket, source first; a listening socket has its own address at both. */
function bothEnds(read: (fd: FdInfo, isSource: boolean) => FieldValue): [FieldDef['bind'], FieldDef['bind']] {
  const end = (isSource: boolean): FieldDef['bind'] =>
    ofFd((fd) => (isListening(fd) ? read(fd, true) : isConnection(fd) ? read(fd, isSource) : null));
  return [end(true), end(false)];
}

const BOTH_ADDRESSES = bothEnds((fd, source) => (source ? fd.sourceIp : fd.destinationIp) ?? zeroAddress(fd));
const BOTH_PORTS = bothEnds((fd, source) => (source ? fd.sourcePort : fd.destinationPort));

function eitherField(
  name: string,
  type: 'ipaddr' | 'port' | 'ipnet',
  eitherOf: FieldDef['eitherOf'] & {},
  what: string,
) {
  return {
    name,
    type,
    ...FILTER_ONLY,
    eitherOf,
    display: `Either ${what}`,
    description: `Matches if the ${what.toLowerCase()} of either end matches; != if neither matches.`,
    bind: ofSubject((evt) => (fdOf(evt) === null ? null : 0)),
    ofKind: fdOfKind,
  };
}

/** The two ends of IP sockets. */
export const FD_NET_FIELDS = subjectClass(
  'fd',
  [
    eitherField('fd.ip', 'ipaddr', BOTH_ADDRESSES, 'Address'),
    eitherField('fd.port', 'port', BOTH_PORTS, 'Port'),
    eitherField('fd.proto', 'port', BOTH_PORTS, 'Port'),
    eitherField('fd.net', 'ipnet', BOTH_ADDRESSES, 'Network'),
    ...endFields('client', 'c', 'Client'),
    ...endFields('server', 's', 'Server'),
    ...endFields('local', 'l', 'Local'),
    ...endFields('remote', 'r', 'Remote'),
    {
      name: 'fd.is_server',
      type: 'bool',
      display: 'Is Server',
      description:
        'Whether the process listens on the socket or serves the connection: its destination is this machine.',
      bind: ofFd((fd, evt) => isListening(fd) || (isConnection(fd) && isLocal(evt, fd.destinationIp, fd))),
      ofKind: fdOfKind,
    },
  ],
  USUAL_DEMANDS,
);
