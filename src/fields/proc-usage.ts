import { subjectClass, USUAL_DEMANDS } from './field.js';
import { ofThread } from './of-thread.js';

/** Descriptors, memory and threads used by the event's process. */
export const PROC_USAGE_FIELDS = subjectClass(
  'process',
  [
    {
      name: 'proc.fdopencount',
      type: 'uint64',
      asksOwnFdOnly: false,
      display: 'Open Descriptors',
      description: 'Number of open descriptors of the process.',
      bind: ofThread((thread) => thread.main?.fds.size ?? 0),
    },
    {
      name: 'proc.fdlimit',
      type: 'int64',
      display: 'Descriptor Limit',
      description: 'Maximum number of open descriptors of the process.',
      bind: ofThread((thread) => thread.main?.fdlimit ?? 0),
    },
    {
      name: 'proc.fdusage',
      type: 'double',
      asksOwnFdOnly: false,
      display: 'Descriptor Usage',
      description: 'Open descriptors in percent of the limit.',
      bind: ofThread((thread) => {
        const limit = Number(thread.main?.fdlimit ?? -1);
        return limit > 0 ? Math.min(100, ((thread.main?.fds.size ?? 0) * 100) / limit) : 0;
      }),
    },
    {
      name: 'proc.vmsize',
      asksNoUse: false,
      type: 'uint64',
      display: 'Virtual Memory',
      description: 'Virtual memory of the process in kB.',
      bind: ofThread((thread) => thread.vmsizeKb),
    },
    {
      name: 'proc.vmrss',
      asksNoUse: false,
      type: 'uint64',
      display: 'Resident Memory',
      description: 'Memory of the process that is in RAM, in kB.',
      bind: ofThread((thread) => thread.vmrssKb),
    },
    {
      name: 'proc.vmswap',
      asksNoUse: false,
      type: 'uint64',
      display: 'Swapped Memory',
      description: 'Memory of the process that is swapped out, in kB.',
      bind: ofThread((thread) => thread.vmswapKb),
    },
    {
      name: 'proc.nthreads',
      type: 'uint64',
      display: 'Threads',
      description: 'Number of live threads of the process.',
      bind: ofThread((thread) => thread.group?.alive ?? 0),
    },
    {
      name: 'proc.nchilds',
      type: 'uint64',
      display: 'Other Threads',
      description: 'Number of live threads of the process other than the main one.',
      bind: ofThread((thread) => Math.max(0, (thread.group?.alive ?? 0) - (thread.main?.isDead === false ? 1 : 0))),
    },
  ],
  USUAL_DEMANDS,
);
