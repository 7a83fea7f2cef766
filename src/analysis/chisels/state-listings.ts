import { renderAddress } from '../../decode/address.js';
import { isListening, zeroAddress } from '../../fields/socket-end.js';
import { L4_PROTO } from '../../schema/fd-types.js';
import type { FdInfo, IpBytes } from '../../state/fd-info.js';
import type { Subject } from '../../state/subject.js';
import type { ListingColumn, ListingRow } from '../listing-chisel.js';
import { eachContainer, eachFd, eachProcess, eachSocket } from '../state-iterators.js';

/** Classes of fields about processes and their descriptors. */
const OF_PROCESSES = ['process', 'user', 'group', 'container', 'k8s', 'fd'];

const USER: ListingColumn = { title: 'USER', key: 'user.name', otherwise: 'user.uid' };
const PID: ListingColumn = { title: 'PID', key: 'proc.pid', isRight: true };

/** One of the two ends of a socket. For a server, its own end is the destination. */
function endText({ fd, state }: Subject, isOwn: boolean): string {
  const info = fd as FdInfo;
  const text = (ip: IpBytes, port: number): string =>
    `${state.endText.address(renderAddress(ip ?? zeroAddress(info)))}:${state.endText.port(port, info.l4proto)}`;
  if (isListening(info)) return isOwn ? text(info.sourceIp, info.sourcePort) : '*';
  return isOwn === (info.role === 'server')
    ? text(info.destinationIp, info.destinationPort)
    : text(info.sourceIp, info.sourcePort);
}

function stateText({ fd }: Subject): string {
  const info = fd as FdInfo;
  if (info.l4proto !== L4_PROTO.TCP) return '';
  if (isListening(info)) return 'LISTEN';
  return info.isConnected ? 'ESTABLISHED' : '';
}

/** Lists of what exists. */
export const STATE_LISTINGS: readonly ListingRow[] = [
  {
    name: 'ps',
    category: 'System State',
    summary: 'running processes, with memory and descriptors',
    description:
      'Lists the processes: user, ids, threads, virtual and resident memory in kB, open descriptors, command line. A filter on descriptors selects processes with such a descriptor open.',
    classes: OF_PROCESSES,
    each: eachProcess,
    columns: [
      USER,
      PID,
      { title: 'PPID', key: 'proc.ppid', isRight: true },
      { title: 'THREADS', key: 'proc.nthreads', isRight: true },
      { title: 'VIRT', key: 'proc.vmsize', isRight: true },
      { title: 'RES', key: 'proc.vmrss', isRight: true },
      { title: 'FDS', key: 'proc.fdopencount', isRight: true },
      { title: 'COMMAND', key: 'proc.cmdline' },
    ],
  },
  {
    name: 'lsof',
    category: 'System State',
    summary: 'open descriptors of all processes',
    description: 'Lists the open descriptors: process, thread, user, number, type, name.',
    classes: OF_PROCESSES,
    each: eachFd,
    columns: [
      { title: 'COMMAND', key: 'proc.name' },
      PID,
      { title: 'TID', key: 'thread.tid', isRight: true },
      USER,
      { title: 'FD', key: 'fd.num', isRight: true },
      { title: 'TYPE', key: 'fd.type' },
      { title: 'NAME', key: 'fd.name' },
    ],
  },
  {
    name: 'netstat',
    category: 'System State',
    summary: 'open IP sockets of all processes',
    description: 'Lists sockets that listen or are connected: protocol, local and remote end, state if known, process.',
    classes: OF_PROCESSES,
    each: eachSocket,
    columns: [
      { title: 'PROTO', key: 'fd.l4proto' },
      { title: 'LOCAL', key: 'local', read: (evt) => endText(evt, true) },
      { title: 'REMOTE', key: 'remote', read: (evt) => endText(evt, false) },
      { title: 'STATE', key: 'state', read: stateText },
      PID,
      { title: 'PROGRAM', key: 'proc.name' },
    ],
  },
  {
    name: 'lscontainers',
    category: 'Containers',
    summary: 'containers that were seen',
    description: 'Lists the containers: id, type, name, image.',
    classes: ['container', 'k8s'],
    each: eachContainer,
    awaitsEngines: true,
    columns: [
      { title: 'ID', key: 'container.id' },
      { title: 'TYPE', key: 'container.type' },
      { title: 'NAME', key: 'container.name' },
      { title: 'IMAGE', key: 'container.image' },
    ],
  },
];
