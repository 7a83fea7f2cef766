import { type BigIntStats, statSync } from 'node:fs';
import { ownText } from '../../bytes/text.js';
import type { ThreadRecord } from '../../scap/header.js';
import { emptyThread } from '../../scap/proclist.js';
import { CLONE_FLAGS } from '../../schema/flags/process.js';
import { findLink, findNumbers, findText } from './proc-text.js';
import { innermostId, parseStat, statusNumber, statusValues } from './status.js';

/** Bytes of command line and environment that the reference reads. */
const LIST_LIMIT = 4096;
const NO_LOGIN = 0xffffffff;
const CLONE = new Map(CLONE_FLAGS.entries);
/** Flags that the reference gives to threads other than the main thread. */
const SECONDARY_FLAGS = (CLONE.get('CLONE_THREAD') ?? 0) | (CLONE.get('CLONE_FILES') ?? 0);
/** The controllers whose path the reference records if all share one hierarchy (cgroup v2). */
const V2_SUBSYSTEMS = ['cpu', 'memory', 'cpuset'];
const ANY_WRITE = 0o222n;
const OWNER_WRITE = 0o200n;
const GROUP_WRITE = 0o020n;
const OTHER_WRITE = 0o002n;

function kilobytes(status: string, name: string): number {
  return statusNumber(status, name, 0) ?? 0;
}

function capabilities(status: string, name: string): bigint {
  return BigInt(`0x${statusValues(status, name)[0] || '0'}`);
}

function setIds(record: ThreadRecord, status: string): void {
  record.ptid = statusNumber(status, 'PPid', 0) ?? 0;
  record.vtid = innermostId(status, 'NSpid', record.tid);
  record.vpid = innermostId(status, 'NStgid', record.pid);
  record.vpgid = innermostId(status, 'NSpgid', record.pgid);
  record.uid = statusNumber(status, 'Uid', 1) ?? 0;
  record.gid = statusNumber(status, 'Gid', 1) ?? 0;
}

function setMemory(record: ThreadRecord, status: string): void {
  record.vmsizeKb = kilobytes(status, 'VmSize');
  record.vmrssKb = kilobytes(status, 'VmRSS');
  record.vmswapKb = kilobytes(status, 'VmSwap');
  record.capInheritable = capabilities(status, 'CapInh');
  record.capPermitted = capabilities(status, 'CapPrm');
  record.capEffective = capabilities(status, 'CapEff');
}

/** NUL-separated `subsystem=path` entries of a cgroup file, as the reference writes them. */
export function parseCgroups(text: string): string {
  let cgroups = '';
  let unified = '';
  for (const line of text.split('\n')) {
    const [, subsystems, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (subsystems === '') unified = path ?? '';
    else for (const subsystem of subsystems?.split(',') ?? []) cgroups += `${subsystem}=${path}\0`;
  }
  if (cgroups !== '' || unified === '') return cgroups;
  return V2_SUBSYSTEMS.map((subsystem) => `${subsystem}=${unified}\0`).join('');
}

function parseFdLimit(limits: string): number {
  const value = /^Max open files\s+(\S+)/m.exec(limits)?.[1];
  return value === undefined || value === 'unlimited' ? -1 : Number(value);
}

function parseLoginuid(text: string | null): number {
  return text === null || text === '' ? NO_LOGIN : Number(text) >>> 0;
}

function setCommandLine(record: ThreadRecord, text: string): void {
  const end = text.indexOf('\0');
  record.exe = end < 0 ? text : ownText(text.slice(0, end));
  record.args = end < 0 ? '' : ownText(text.slice(end + 1));
  if (record.exe === '') record.exe = record.exepath;
}

/** By mode and owner; supplementary groups and ACLs are ignored. */
function canWrite(stat: BigIntStats, record: ThreadRecord): boolean {
  if (record.uid === 0) return true;
  if (BigInt(record.uid) === stat.uid) return (stat.mode & OWNER_WRITE) !== 0n;
  return (stat.mode & ANY_WRITE & (BigInt(record.gid) === stat.gid ? GROUP_WRITE : OTHER_WRITE)) !== 0n;
}

function setExecutable(record: ThreadRecord, folder: string): void {
  record.exepath = findLink(`${folder}/exe`) ?? '';
  record.exeFromMemfd = record.exepath.startsWith('/memfd:');
  if (record.exepath === '') return;
  try {
    const stat = statSync(`${folder}/exe`, { bigint: true });
    record.exeIno = stat.ino;
    record.exeCtime = stat.ctimeNs;
    record.exeMtime = stat.mtimeNs;
    record.exeWritable = canWrite(stat, record);
  } catch {
    // the process has ended, or access is denied: the rest is still valid
  }
}

/** Reads what kernel threads and dead processes do not have; it is not called for them. */
function setProgram(record: ThreadRecord, folder: string): void {
  setExecutable(record, folder);
  setCommandLine(record, findText(`${folder}/cmdline`, LIST_LIMIT) ?? '');
  record.env = findText(`${folder}/environ`, LIST_LIMIT) ?? '';
  record.cwd = findLink(`${folder}/cwd`) ?? '';
  record.root = findLink(`${folder}/root`) ?? '';
  record.fdlimit = parseFdLimit(findText(`${folder}/limits`) ?? '');
  record.loginuid = parseLoginuid(findText(`${folder}/loginuid`));
}

/** /proc appends a worker's current work to its name (`kworker/0:0H-events`); events do not. */
function setKernelThread(record: ThreadRecord): void {
  if (record.comm.startsWith('kworker/')) record.comm = record.comm.split(/[-+]/, 1)[0] as string;
  record.exe = record.comm;
}

/** The main thread of a process; null if it has ended. */
function findMainThread(folder: string, pid: number, status: string): ThreadRecord | null {
  const stat = parseStat(findText(`${folder}/stat`) ?? '');
  if (stat === null) return null;
  const record = Object.assign(emptyThread(pid, pid), stat);
  setIds(record, status);
  setMemory(record, status);
  record.cgroups = parseCgroups(findText(`${folder}/cgroup`) ?? '');
  if (status.includes('\nVmSize:')) setProgram(record, folder);
  else setKernelThread(record);
  return record;
}

/** Another thread of the process; shared values are those of the main thread. */
function findThread(main: ThreadRecord, folder: string, tid: number): ThreadRecord | null {
  const stat = parseStat(findText(`${folder}/stat`) ?? '');
  if (stat === null) return null;
  const isInNamespace = main.vpid !== main.pid;
  const vtid = isInNamespace ? innermostId(findText(`${folder}/status`) ?? '', 'NSpid', tid) : tid;
  const { comm, pfminor, pfmajor } = stat;
  return { ...main, tid, vtid, comm, pfminor, pfmajor, flags: SECONDARY_FLAGS };
}

/** All threads of a process, the main thread first; none if it has ended. */
export function scanThreads(proc: string, pid: number): ThreadRecord[] {
  const folder = `${proc}/${pid}`;
  const status = findText(`${folder}/status`);
  const main = status === null ? null : findMainThread(folder, pid, status);
  if (status === null || main === null) return [];
  const threads = [main];
  if (statusNumber(status, 'Threads', 0) === 1) return threads;
  for (const tid of findNumbers(`${folder}/task`)) {
    const thread = tid === pid ? null : findThread(main, `${folder}/task/${tid}`, tid);
    if (thread !== null) threads.push(thread);
  }
  return threads;
}
