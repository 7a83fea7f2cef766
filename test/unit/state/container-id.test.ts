import { describe, expect, test } from '@jest/globals';
import { TextList } from '../../../src/decode/text-list.js';
import { containerOf } from '../../../src/state/container-id.js';

const HASH = '0123456789ab'.padEnd(64, 'c');

describe('control groups that the reference takes for the host', () => {
  test.each([
    ['/system.slice/nerdctl-HASH.scope', 'CONTAINERD', '0123456789ab'],
    ['/user.slice/user-1000.slice/user@1000.service/user.slice/nerdctl-HASH.scope', 'CONTAINERD', '0123456789ab'],
    ['/libpod_parent/libpod-HASH/container', 'PODMAN', '0123456789ab'],
    ['/machine.slice/machine-web.scope', 'CUSTOM', 'web'],
    ['/machine.slice/machine-my\\x2dweb.scope/payload/system.slice/cron.service', 'CUSTOM', 'my-web'],
    ['/machine.slice/systemd-nspawn@my\\x2dweb.service/payload', 'CUSTOM', 'my-web'],
    ['/machine.slice/systemd-nspawn@web.service/payload/init.scope', 'CUSTOM', 'web'],
  ])('%s is a container of %s, "%s"', (path, engine, id) => {
    expect(containerOf(new TextList(`cpuset=/\0cpu=${path.replace('HASH', HASH)}\0`))).toEqual({
      id,
      engine,
      isNamed: engine === 'CUSTOM',
    });
  });

  test.each([
    '/machine.slice/systemd-nspawn@web.service/supervisor',
    '/machine.slice/machine-web.scope/supervisor',
    '/machine.slice/machine-qemu\\x2d1\\x2dweb.scope',
    '/machine.slice',
    '/system.slice/nerdctl-web.scope',
    '/system.slice/foo.service',
    '/user.slice/user-1000.slice/session-2.scope',
  ])('%s is the host', (path) => {
    expect(containerOf(new TextList(`cpuset=/\0cpu=${path}\0`)).id).toBe('');
  });
});
