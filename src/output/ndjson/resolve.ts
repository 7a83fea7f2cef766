// HOT: once per printed event. No bigint, try, spread or iterator here; plans are made once per parameter.
import { ownBase, pathBelow, relativeBase } from '../../render/param-path.js';
import { taskName } from '../../render/task-name.js';
import type { Value } from '../../render/value.js';
import type { ParamDef } from '../../schema/event.js';
import type { ParamType } from '../../schema/param-types.js';
import { resolvePath } from '../../state/path.js';

/** The resolved form of a value, as a byte string; '' if it is unknown or has a member of its own. */
export type Resolve = (value: Value) => string;

/** Name of a descriptor; not of the event's own, which has a member to itself. */
const descriptor =
  (read: (value: Value) => number): Resolve =>
  (value) => {
    const { thread } = value;
    const fd = read(value);
    return thread === null || fd === thread.lastFd ? '' : (thread.findFd(fd)?.name ?? '');
  };

const process =
  (read: (value: Value) => number): Resolve =>
  (value) =>
    taskName(value, read(value));

const user: Resolve = ({ evt, thread, uint32 }) => evt?.state.users.find(thread?.containerId ?? '', uint32)?.name ?? '';

const group: Resolve = ({ evt, thread, uint32 }) =>
  evt?.state.groups.find(thread?.containerId ?? '', uint32)?.name ?? '';

/** How it is found what values of a type stand for: of parameters that -p, too, shows as value(meaning). */
export const RESOLVERS: Partial<Record<ParamType, (param: ParamDef) => Resolve>> = {
  fd: () => descriptor((value) => value.int64),
  fd32: () => descriptor((value) => value.int32),
  pid: () => process((value) => value.int64),
  pid32: () => process((value) => value.int32),
  uid: () => user,
  gid: () => group,
  fspath: () => (value) => pathBelow(value, ownBase, resolvePath),
  fsrelpath: (param) => {
    const findBase = relativeBase(param);
    return (value) => pathBelow(value, findBase, resolvePath);
  },
};
