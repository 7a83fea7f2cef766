import { EVT } from '../schema/events.js';
import { Evt } from '../state/evt.js';
import type { Thread } from '../state/thread.js';
import { capabilityNames } from './capabilities.js';
import { type Extract, SCOPE, subjectClass, USUAL_DEMANDS } from './field.js';
import { ofThread } from './of-thread.js';
import { findVariable } from './process-text.js';

const KB = 1024;
const MAX_TID = 2 ** 32 - 1;
const MAX_PERCENT = 100;

/** Common names of subsystems that the kernel calls otherwise. */
const SUBSYSTEMS: Readonly<Record<string, string>> = {
  cpu_cgroup: 'cpu',
  io: 'blkio',
  mem_cgroup: 'memory',
  perf: 'perf_event',
};

/** `subsystem=path` entries of a thread, with the common names of subsystems. */
function cgroupsOf(thread: Thread): readonly string[] {
  return thread.cgroups.items.map((entry) => {
    const end = entry.indexOf('=');
    const name = SUBSYSTEMS[entry.slice(0, end)];
    return name === undefined ? entry : name + entry.slice(end);
  });
}

const cgroupsText = (thread: Thread): string | null =>
  thread.cgroups.items.length === 0 ? null : cgroupsOf(thread).join(' ');

const mainOnly =
  (read: (thread: Thread) => number) =>
  (thread: Thread): number =>
    thread.isMain ? read(thread) : 0;

/**
 * CPU ticks of a thread since its previous sample, from procinfo events; keeps the last sample of each thread, so call it in event
 * order.
 */
function sampledCpu(read: (evt: Evt) => number): Extract {
  const last = new Map<number, number>();
  return (evt) => {
    if (!(evt instanceof Evt) || evt.view.type !== EVT.PROCINFO_E || evt.thread === null) return null;
    const ticks = read(evt);
    if (Number.isNaN(ticks)) return null;
    const before = last.get(evt.view.tid);
    last.set(evt.view.tid, ticks);
    return before === undefined ? 0 : Math.min(MAX_PERCENT, ticks - before);
  };
}

const userTicks = (evt: Evt): number => evt.view.uint64(0);
const systemTicks = (evt: Evt): number => evt.view.uint64(1);

function cpuField(name: string, read: (evt: Evt) => number, description: string) {
  return {
    name,
    type: 'double' as const,
    isStateful: true as const,
    display: description,
    description: `${description} since the last sample, at most 100; on procinfo events only.`,
    bind: () => sampledCpu(read),
  };
}

/** The thread of the event. */
export const THREAD_FIELDS = subjectClass(
  'process',
  [
    {
      name: 'thread.tid',
      type: 'int64',
      threadScope: SCOPE.OWN,
      isOfThread: true,
      display: 'Thread ID',
      description: 'Id of the thread (kernel task) that made the event.',
      bind: () => (evt) => (evt.view.tid < -1 || evt.view.tid > MAX_TID ? null : evt.view.tid),
    },
    {
      name: 'thread.ismain',
      type: 'bool',
      threadScope: SCOPE.ALL,
      display: 'Main Thread',
      description: 'Whether it is the main thread of its process.',
      bind: ofThread((thread) => thread.isMain),
    },
    {
      name: 'thread.vtid',
      type: 'int64',
      threadScope: SCOPE.OWN,
      display: 'Virtual Thread ID',
      description: 'Id of the thread inside its own pid namespace.',
      bind: ofThread((thread) => (thread.vtid === -1 ? null : thread.vtid)),
    },
    {
      name: 'thread.nametid',
      type: 'charbuf',
      isTableOnly: true,
      display: 'Thread Name + ID',
      description: 'proc.name and the thread id combined, as a key.',
      bind: ofThread((thread, evt) => thread.comm + evt.view.tid),
    },
    {
      name: 'thread.cap_permitted',
      type: 'charbuf',
      display: 'Permitted Capabilities',
      description: 'Names of the permitted capabilities of the thread.',
      bind: ofThread((thread) => capabilityNames(thread.capPermitted)),
    },
    {
      name: 'thread.cap_inheritable',
      type: 'charbuf',
      display: 'Inheritable Capabilities',
      description: 'Names of the inheritable capabilities of the thread.',
      bind: ofThread((thread) => capabilityNames(thread.capInheritable)),
    },
    {
      name: 'thread.cap_effective',
      type: 'charbuf',
      display: 'Effective Capabilities',
      description: 'Names of the effective capabilities of the thread.',
      bind: ofThread((thread) => capabilityNames(thread.capEffective)),
    },
    {
      name: 'thread.pfmajor',
      asksNoUse: false,
      type: 'uint64',
      display: 'Major Page Faults',
      description: 'Major page faults of the thread (with disk access).',
      bind: ofThread((thread) => thread.pfmajor),
    },
    {
      name: 'thread.pfminor',
      asksNoUse: false,
      type: 'uint64',
      display: 'Minor Page Faults',
      description: 'Minor page faults of the thread (without disk access).',
      bind: ofThread((thread) => thread.pfminor),
    },
    {
      name: 'thread.cgroups',
      type: 'charbuf',
      cost: 10,
      display: 'Control Groups',
      description: 'All control groups of the thread as subsystem=path.',
      bind: ofThread(cgroupsText),
    },
    {
      name: 'thread.cgroup',
      type: 'charbuf',
      arg: 'required',
      cost: 10,
      display: 'Control Group',
      description: 'Path of the control group in one subsystem: thread.cgroup.cpuacct.',
      bind: (arg, context) => ofThread((thread) => findVariable(cgroupsOf(thread), arg ?? ''))(arg, context),
    },
    {
      name: 'thread.exectime',
      type: 'reltime',
      display: 'Scheduled CPU Time',
      description: 'CPU time between two switches in nanoseconds; always 0 for captures.',
      // The reference counts only if it knows the machine's CPUs, which it does not for captures.
      bind: () => () => 0,
    },
    {
      name: 'thread.totexectime',
      type: 'reltime',
      display: 'Total CPU Time',
      description: 'Sum of thread.exectime of the thread.',
      bind: ofThread(() => 0),
    },
    cpuField('thread.cpu', (evt) => userTicks(evt) + systemTicks(evt), 'CPU time'),
    cpuField('thread.cpu.user', userTicks, 'User CPU time'),
    cpuField('thread.cpu.system', systemTicks, 'System CPU time'),
    {
      name: 'thread.vmsize',
      asksNoUse: false,
      type: 'uint64',
      display: 'Virtual Memory',
      description: 'Virtual memory in kB on main threads, 0 on others, so that it can be summed.',
      bind: ofThread(mainOnly((thread) => thread.vmsizeKb)),
    },
    {
      name: 'thread.vmrss',
      asksNoUse: false,
      type: 'uint64',
      display: 'Resident Memory',
      description: 'Memory in RAM in kB on main threads, 0 on others, so that it can be summed.',
      bind: ofThread(mainOnly((thread) => thread.vmrssKb)),
    },
    {
      name: 'thread.vmsize.b',
      asksNoUse: false,
      type: 'uint64',
      isTableOnly: true,
      display: 'Virtual Bytes',
      description: 'thread.vmsize in bytes, modulo 4 GB as in the reference.',
      bind: ofThread(mainOnly((thread) => (thread.vmsizeKb * KB) >>> 0)),
    },
    {
      name: 'thread.vmrss.b',
      asksNoUse: false,
      type: 'uint64',
      isTableOnly: true,
      display: 'Resident Bytes',
      description: 'thread.vmrss in bytes, modulo 4 GB as in the reference.',
      bind: ofThread(mainOnly((thread) => (thread.vmrssKb * KB) >>> 0)),
    },
  ],
  USUAL_DEMANDS,
);
