import type { UserRecord } from '../scap/header.js';
import type { Subject } from '../state/subject.js';
import type { Thread } from '../state/thread.js';
import { ROOT_GROUP, ROOT_USER } from '../state/user-table.js';
import { SCOPE, subjectClass, USUAL_DEMANDS } from './field.js';
import { ofThread } from './of-thread.js';

const NO_ID = 0xffffffff;
const UNKNOWN = '<NA>';

/** Reads the user; unknown texts are "<NA>", as in the reference. */
const ofUser = (read: (user: UserRecord) => string) =>
  ofThread((thread, evt) => {
    // uid 0 in a container is root even if the container's users are unknown
    const user = evt.state.users.find(thread.containerId, thread.uid) ?? (thread.uid === 0 ? ROOT_USER : undefined);
    return user === undefined ? UNKNOWN : read(user);
  });

function groupName(thread: Thread, evt: Subject): string {
  const group = evt.state.groups.find(thread.containerId, thread.gid);
  return group?.name ?? (thread.gid === 0 ? ROOT_GROUP.name : UNKNOWN);
}

function loginName(thread: Thread, evt: Subject): string {
  return evt.state.users.find(thread.containerId, thread.loginuid)?.name ?? UNKNOWN;
}

/** The user of the process. */
export const USER_FIELDS = subjectClass(
  'user',
  [
    {
      name: 'user.uid',
      type: 'uint32',
      threadScope: SCOPE.OWN,
      display: 'User ID',
      description: 'Id of the effective user of the process.',
      bind: ofThread((thread) => thread.uid),
    },
    {
      name: 'user.name',
      type: 'charbuf',
      threadScope: SCOPE.ALL,
      display: 'User Name',
      description: 'Name of the user.',
      bind: ofUser((user) => user.name),
    },
    {
      name: 'user.homedir',
      type: 'charbuf',
      threadScope: SCOPE.ALL,
      display: 'Home Directory',
      description: 'Home directory of the user.',
      bind: ofUser((user) => user.home),
    },
    {
      name: 'user.shell',
      type: 'charbuf',
      threadScope: SCOPE.ALL,
      display: 'Shell',
      description: 'Login shell of the user.',
      bind: ofUser((user) => user.shell),
    },
    {
      name: 'user.loginuid',
      type: 'int64',
      threadScope: SCOPE.OWN,
      display: 'Login User ID',
      description: 'Id of the user who logged in (audit uid); -1 without a login.',
      bind: ofThread((thread) => (thread.loginuid === NO_ID ? -1 : thread.loginuid)),
    },
    {
      name: 'user.loginname',
      type: 'charbuf',
      threadScope: SCOPE.ALL,
      display: 'Login User Name',
      description: 'Name of the user who logged in, or the text <NA>.',
      bind: ofThread(loginName),
    },
  ],
  USUAL_DEMANDS,
);

/** The group of the process. */
export const GROUP_FIELDS = subjectClass(
  'group',
  [
    {
      name: 'group.gid',
      type: 'uint32',
      threadScope: SCOPE.OWN,
      display: 'Group ID',
      description: 'Id of the effective group of the process.',
      bind: ofThread((thread) => thread.gid),
    },
    {
      name: 'group.name',
      type: 'charbuf',
      threadScope: SCOPE.ALL,
      display: 'Group Name',
      description: 'Name of the group.',
      bind: ofThread(groupName),
    },
  ],
  USUAL_DEMANDS,
);
