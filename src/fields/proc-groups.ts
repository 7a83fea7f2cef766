import { isInPidNamespace } from '../state/pid-namespace.js';
import type { Subject } from '../state/subject.js';
import type { Thread } from '../state/thread.js';
import { lastAncestorWhile } from './ancestors.js';
import { type FieldDef, subjectClass, USUAL_DEMANDS } from './field.js';
import { ofThread } from './of-thread.js';

/** The id that identifies a leader of a session or process group. */
type Membership = 'sid' | 'vpgid' | 'pgid';

/**
 * Leader of a session or process group: the process with that id, else the oldest ancestor that is a member. Session and virtual
 * group ids are those of the pid namespace, so in containers the search uses membership only.
 */
function leaderOf(evt: Subject, thread: Thread, membership: Membership): Thread | null {
  const number = thread[membership];
  if (number < 0) return null;
  const leader = membership !== 'pgid' && isInPidNamespace(thread) ? undefined : evt.state.threads.get(number);
  if (leader !== undefined) return leader;
  return lastAncestorWhile(evt, thread, (ancestor) => ancestor[membership] === number);
}

/** Empty if no leader is known, as in the reference. */
function ofLeader(membership: Membership, read: (leader: Thread) => string): FieldDef['bind'] {
  return ofThread((thread, evt) => {
    const leader = leaderOf(evt, thread, membership);
    return leader === null ? '' : read(leader);
  });
}

function leaderFields(membership: Membership, nameField: string, of: string) {
  const row = (name: string, what: string, read: (leader: Thread) => string) => ({
    name,
    type: 'charbuf' as const,
    cost: 10,
    display: `${of} ${what}`,
    description: `${what} of the leader of the ${of.toLowerCase()}.`,
    bind: ofLeader(membership, read),
  });
  return [
    row(nameField, 'Name', (leader) => leader.comm),
    row(`proc.${membership}.exe`, 'Executable', (leader) => leader.exe),
    row(`proc.${membership}.exepath`, 'Executable Path', (leader) => leader.exepath),
  ];
}

function memberField(membership: Membership, display: string, description: string) {
  return {
    name: `proc.${membership}`,
    type: 'int64' as const,
    display,
    description,
    bind: ofThread((thread) => thread[membership]),
  };
}

/** Whether a thread runs a shell, judged by its name. */
export const isShell = (thread: Thread): boolean => thread.comm.endsWith('sh');

/** Pid of the topmost shell above the process, which itself counts. */
export function loginShell(thread: Thread, evt: Subject): number | null {
  const { main } = thread;
  if (main === null) return null;
  let found = isShell(main) ? main.pid : null;
  lastAncestorWhile(evt, main, (ancestor) => {
    if (isShell(ancestor)) found = ancestor.pid;
    return true;
  });
  return found;
}

/** Sessions and process groups. */
export const PROC_GROUP_FIELDS = subjectClass(
  'process',
  [
    memberField('sid', 'Session ID', 'Id of the session.'),
    ...leaderFields('sid', 'proc.sname', 'Session'),
    memberField('vpgid', 'Virtual Group ID', 'Id of the process group inside the pid namespace.'),
    ...leaderFields('vpgid', 'proc.vpgid.name', 'Virtual Group'),
    memberField('pgid', 'Group ID', 'Id of the process group.'),
    ...leaderFields('pgid', 'proc.pgid.name', 'Group'),
    {
      name: 'proc.is_sid_leader',
      type: 'bool',
      display: 'Leads Session',
      description: 'Whether the process leads its session.',
      bind: ofThread((thread) => thread.sid === thread.vpid),
    },
    {
      name: 'proc.is_vpgid_leader',
      type: 'bool',
      display: 'Leads Virtual Group',
      description: 'Whether the process leads its process group, by the ids of the pid namespace.',
      bind: ofThread((thread) => thread.vpgid === thread.vpid),
    },
    {
      name: 'proc.is_pgid_leader',
      type: 'bool',
      display: 'Leads Group',
      description: 'Whether the process leads its process group.',
      bind: ofThread((thread) => thread.pgid === thread.pid),
    },
    {
      name: 'proc.loginshellid',
      type: 'int64',
      cost: 10,
      display: 'Login Shell ID',
      description: 'Id of the oldest shell among the ancestors and the process itself: one for each login.',
      bind: ofThread(loginShell),
    },
  ],
  USUAL_DEMANDS,
);
