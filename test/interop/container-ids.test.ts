/** The container of a control group, and fields of a container without a record, compared with the reference. */
import { writeFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { compileFormat } from '../../src/output/format.js';
import { walkEvents } from '../helpers/event-walk.js';
import { runOracle } from '../helpers/oracle.js';
import { execExit } from '../helpers/process-events.js';
import { sampleHeader } from '../helpers/sample-machine.js';
import { capture, eventBlock } from '../helpers/scap.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared } from '../helpers/shared.js';

const A = '3b4d5e6f7a8b9c0d1e2f3b4d5e6f7a8b9c0d1e2f3b4d5e6f7a8b9c0d1e2f1234';
const B = A.replaceAll('3', '7');
const USER = '/user.slice/user-1000.slice/user@1000.service';
const POD = '/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1.slice';
const FORMAT = '*%container.id|%container.name|%container.type|%container.privileged|%container.full_id|%k8s.ns.name';

/** Paths of control groups by their creator; a list for several of one thread. */
const PATHS: Readonly<Record<string, readonly (string | readonly string[])[]>> = {
  docker: [
    `/docker/${A}`,
    `/system.slice/docker-${A}.scope`,
    `${USER}/app.slice/docker-${A}.scope`,
    `/system.slice/docker-${A}.scope/init`,
    `/docker/${A}/docker/${B}`,
    `/docker-${A}.scope/${B}`,
    `/docker-${A}`,
    `/docker/${A}/init`,
    `/docker/${A}.scope`,
    `/docker/buildx/docker-${A}`,
    `/docker/${A.toUpperCase()}`,
    `/docker/${A.slice(1)}`,
    `/docker/${A}0`,
    `/docker/x${A.slice(1)}`,
    '/docker/web',
  ],
  podman: [
    `/machine.slice/libpod-${A}.scope`,
    `/machine.slice/libpod-${A}.scope/container`,
    `${USER}/user.slice/libpod-${A}.scope`,
    `${USER}/user.slice/libpod-${A}.scope/container`,
    `${USER}/user.slice/podman-1234.scope/${A}`,
    `${USER}/podman-1234.scope`,
    `/libpod_parent/libpod-${A}`,
    `/libpod_parent/libpod-conmon-${A}`,
    `/machine.slice/libpod-conmon-${A}.scope`,
    `/libpod-${A}.scope/x.scope`,
    `/libpod-${A}/x`,
    `/libpod-${A}.service`,
  ],
  Kubernetes: [
    `${POD}/cri-containerd-${A}.scope`,
    `/kubelet.slice/kubelet-kubepods.slice/cri-containerd-${A}.scope`,
    `/system.slice/containerd.service/kubepods-burstable-pod1.slice:cri-containerd:${A}`,
    `/k8s.slice:cri-containerd:${A}`,
    `/kubepods/besteffort/pod1/${A}`,
    `/kubepods/besteffort/pod1/crio-${A}`,
    `${POD}/crio-${A}.scope`,
    `${POD}/crio-${A}.scope/container`,
    `${POD}/crio-conmon-${A}.scope`,
    `${POD}/crio-conmon-${A}`,
    `${POD}/docker-${A}.scope`,
    `/cri-containerd-${A}`,
    `/kubepods/pod1/${A}/init`,
    `/../cri-containerd-${A}.scope`,
  ],
  containerd: [
    `/default/${A}`,
    '/default/web',
    '/default/web_1-x.y',
    '/default/a-name-that-is-longer',
    `/default/${'x'.repeat(64)}`,
    `/default/${'x'.repeat(65)}`,
    '/default/web/below',
    '/default/libpod-web',
    '/default/docker-web.scope/below',
    '/default/web.scope',
    '/default/web.service',
    '/default/web.slice',
    '/default/',
    '/default',
    '/x/default/web',
    `/k8s.io/${A}`,
    `/moby/${A}`,
    '/other/web',
  ],
  LXC: [
    '/lxc/web',
    '/lxc.payload/web',
    '/lxc.payload.web',
    '/lxc.payload.a.b/system.slice/cron.service',
    '/lxc/web/init.scope',
    '/lxc/a/lxc/b',
    '/lxc.payload.a/lxc/b',
    '/lxc/b/lxc.payload.a',
    '/libvirt/lxc/web',
    '/lxc.monitor.web',
    '/lxc.monitor/web',
    '/lxc.pivot/x',
    '/lxc.payload.',
    '/lxc/',
    '/lxc//x',
    '/x.lxc/web',
  ],
  libvirt: [
    '/machine.slice/machine-lxc\\x2d1234\\x2dweb.scope',
    '/machine.slice/machine-lxc\\x2d1\\x2dweb.scope/libvirt',
    '/machine/web.libvirt-lxc',
    '/machine/lxc-1-web.libvirt-lxc/x',
    '/.libvirt-lxc',
    '/machine/web.libvirt-qemu',
    '/x/-lxc\\x2d.scope',
    '/m-lxc\\x2dabc.scope/x',
  ],
  BPM: ['/system.slice/runc-bpm-my-job.scope/x', '/bpm-job', '/bpm-job/x', '/bpm-a/b.scope', '/bpm-', '/bpm-.scope'],
  'no engine': ['/', '/user.slice', '/init.scope', '/user/1000', `/foo/${A.slice(32)}`, `/garden/${A.slice(0, 36)}`],
  'several engines': [
    [`/lxc/a`, `/docker/${A}`],
    [`/docker/${A}`, `/libpod-${B}`],
    [`/docker/${A}`, `/docker/${B}`],
    [`/crio-${A}`, '/lxc/x'],
    [`/crio-${A}`, '/default/x'],
    ['/x.libvirt-lxc', '/lxc/a'],
    ['/bpm-a', '/x.libvirt-lxc'],
    ['/bpm-a', `/crio-${A}`],
    ['/lxc.payload.a', '/lxc/b'],
  ],
};

describeWithShared('the container of a control group', () => {
  const scratch = makeScratch();
  afterAll(() => scratch.remove());

  test.each(Object.keys(PATHS))('of %s is the one that the reference finds', async (name) => {
    const path = scratch.path('groups.scap');
    for (const group of PATHS[name] as readonly (string | readonly string[])[]) {
      const cgroups = [group].flat().map((one, i) => `subsystem${i}=${one}`);
      const event = execExit({ tid: 2000, program: 'web', cgroups: cgroups.join('\0') });
      writeFileSync(path, capture([eventBlock({ ts: 1_700_000_000_000_000_000n, ...event })], sampleHeader()));
      const emit = compileFormat(FORMAT, DEFAULT_FIELD_CONTEXT);
      const lines: string[] = [];
      await walkEvents(path, { each: (evt) => lines.push(emit(evt) ?? '') });
      expect([group, ...lines]).toEqual([group, ...runOracle(path, ['-p', FORMAT]).lines]);
    }
  });
});
