import { expect, test } from '@jest/globals';
import { TextList } from '../../../src/decode/text-list.js';
import { containerIdOf } from '../../../src/state/container-id.js';

const HASH = '0123456789ab'.padEnd(64, 'c');

test.each([
  [`cpu=/docker/${HASH}`, '0123456789ab'],
  [`cpu=/system.slice/docker-${HASH}.scope`, '0123456789ab'],
  [`cpu=/machine.slice/libpod-${HASH}.scope/container`, '0123456789ab'],
  [`cpu=/kubepods.slice/kubepods-burstable.slice/cri-containerd-${HASH}.scope`, '0123456789ab'],
  [`cpu=/kubepods/besteffort/pod1/${HASH}`, '0123456789ab'],
  [`cpu=/kubepods.slice/crio-${HASH}.scope`, '0123456789ab'],
  ['cpu=/lxc/web', 'web'],
  ['cpu=/lxc.payload/web', 'web'],
  ['cpu=/user.slice', ''],
  [`cpu=/docker/${HASH.slice(1)}`, ''],
])('%s belongs to container "%s"', (cgroup, id) => {
  expect(containerIdOf(new TextList(`cpuset=/\0${cgroup}\0`))).toBe(id);
});
