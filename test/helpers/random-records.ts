import { type Dice, int, text } from './event-samples.js';
import { namedEvent } from './process-events.js';
import type { EventParts } from './scap.js';

const FULL_ID = '3b4d5e6f7a8b9c0d1e2f3b4d5e6f7a8b9c0d1e2f3b4d5e6f7a8b9c0d1e2f1234';
const ID = FULL_ID.slice(0, 12);
/** Control groups of the tasks in the container of container events. */
export const CONTAINER_CGROUPS = `cpu=/docker/${FULL_ID}`;
/** A container without tasks: the reference forgets the accounts of a container at once. */
const ELSEWHERE = '0123456789ab';
/** The thread of records: for an event without a thread, the reference shows the one that it looked up last. */
const INIT = 1;
const NAMES = ['root', 'user', 'nobody', ''];

function container(dice: Dice): Buffer {
  const probe = dice.pick(['sh', 'cat', 'nginx']);
  return text(
    JSON.stringify({
      container: {
        id: ID,
        full_id: FULL_ID,
        type: dice.pick([0, 1, 6, 11]),
        name: dice.pick(['web', 'db', 'k8s_POD']),
        image: 'nginx:1.2',
        imageid: 'abcdef',
        imagerepo: 'nginx',
        imagetag: '1.2',
        imagedigest: 'sha256:12',
        ip: dice.pick(['0.0.0.0', '10.0.0.7']),
        privileged: dice.next(2) === 0,
        is_pod_sandbox: dice.next(4) === 0,
        created_time: 1_600_000_000,
        lookup_state: 1,
        env: ['A=b'],
        labels: { app: 'x' },
        port_mappings: [],
        Mounts: [{ Source: '/a', Destination: '/b', Mode: 'z', RW: true, Propagation: 'rprivate' }],
        Healthcheck: { exe: `/bin/${probe}`, args: ['-a', 'b c'] },
      },
    }),
  );
}

/** A container record, as recorders write one when they find a container. */
export function containerRecord(dice: Dice): EventParts {
  const json = container(dice);
  if (dice.next(2) === 0) return namedEvent('CONTAINER_JSON_E', INIT, { json });
  return { ...namedEvent('CONTAINER_JSON_2_E', INIT, { json }), lengthSize: 4 };
}

/** A user or group record, as recorders write them between calls. */
export function accountRecord(dice: Dice): EventParts {
  const code = dice.pick(['USER_ADDED_E', 'USER_DELETED_E', 'GROUP_ADDED_E', 'GROUP_DELETED_E'] as const);
  // the reference would look up an account that was deleted and appears again on the machine that it runs on
  const ids = code.includes('DELETED') ? [4711] : [0, 1000, 4711];
  return namedEvent(code, INIT, {
    uid: int(dice.pick(ids), 4),
    gid: int(dice.pick(ids), 4),
    name: text(dice.pick(NAMES)),
    home: text('/home/x'),
    shell: text('/bin/sh'),
    container_id: text(dice.pick(['', '', ELSEWHERE])),
  });
}
