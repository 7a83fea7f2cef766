import { describe, expect, test } from '@jest/globals';
import { boundedLabels, containerRecord } from '../../../src/source/containers/container-record.js';
import { containerdDetails } from '../../../src/source/containers/containerd-details.js';
import { criDetails, sandboxDetails } from '../../../src/source/containers/cri-details.js';
import { dockerDetails } from '../../../src/source/containers/docker-details.js';
import { fc } from '../../helpers/property.js';

const HASH = 'c010f5a08549441fb384b5e9ede5a4e4122381543d5213298164215f9a25736a';
const DIGEST = `sha256:${'d'.repeat(64)}`;
const SANDBOX = 'a'.repeat(64);
const MAX_BYTES = 1 << 20;

/** What CRI-O answers to ContainerStatus and PodSandboxStatus. */
const CRIO = {
  status: {
    id: HASH,
    metadata: { name: 'front' },
    image: { image: 'quay.local/team/web:2.1' },
    image_ref: `quay.local/team/web@${DIGEST}`,
    labels: { tier: 'x', 'io.kubernetes.pod.name': 'from-kubelet' },
    mounts: [{ container_path: '/data', host_path: '/srv', readonly: false, propagation: 2 }],
  },
  info: {
    info: JSON.stringify({
      sandboxID: SANDBOX,
      privileged: true,
      runtimeSpec: { linux: { resources: { memory: { limit: 1000 }, cpu: { shares: 7, quota: 8, period: 9 } } } },
    }),
  },
};
const CRIO_POD = {
  status: {
    id: SANDBOX,
    metadata: { name: 'web-0', uid: 'u1', namespace: 'shop' },
    network: { ip: '10.1.2.3' },
    labels: { app: 'web' },
  },
  info: { info: JSON.stringify({ runtimeSpec: { annotations: { 'io.kubernetes.cri-o.CNIResult': '{"ips":[]}' } } }) },
};

describe('the record of a container of Kubernetes', () => {
  test('has all details that CRI-O knows', () => {
    expect(criDetails(8, CRIO, CRIO_POD)).toMatchObject({
      id: HASH.slice(0, 12),
      type: 8,
      name: 'front',
      image: 'quay.local/team/web:2.1',
      imagerepo: 'quay.local/team/web',
      imagetag: '2.1',
      imagedigest: DIGEST,
      privileged: true,
      ip: '10.1.2.3',
      memory_limit: 1000,
      cpu_shares: 7,
      cpu_quota: 8,
      cpu_period: 9,
      cni_json: '{"ips":[]}',
      pod_sandbox_id: SANDBOX,
      pod_sandbox_labels: { app: 'web' },
      Mounts: [{ Source: '/srv', Destination: '/data', Mode: '', RW: true, Propagation: 'rshared' }],
      labels: {
        tier: 'x',
        'io.kubernetes.pod.name': 'from-kubelet',
        'io.kubernetes.pod.namespace': 'shop',
        'io.kubernetes.pod.uid': 'u1',
        'io.kubernetes.sandbox.id': SANDBOX,
      },
    });
  });

  test('has the name of an image from the annotations if its status has only the digest', () => {
    const info = { runtimeSpec: { annotations: { 'io.kubernetes.cri.image-name': 'docker.io/library/web:1' } } };
    const status = { id: HASH, image: { image: DIGEST }, image_ref: DIGEST };
    expect(criDetails(7, { status, info: { info: JSON.stringify(info) } }, null)).toMatchObject({
      image: 'docker.io/library/web:1',
      imageid: DIGEST.slice(7),
      imagerepo: 'docker.io/library/web',
      imagetag: '1',
      imagedigest: DIGEST,
    });
  });

  test('has the interfaces of the pod from containerd, without loopback and host ends', () => {
    const Interfaces = {
      lo: { IPConfigs: [] },
      veth1a2b: { Mac: 'x' },
      eth0: { IPConfigs: [{ IP: '10.0.0.7' }], Mac: 'aa:bb', Sandbox: '/var/run/netns/x' },
    };
    const pod = { status: { id: SANDBOX }, info: { info: JSON.stringify({ cniResult: { Interfaces } }) } };
    expect(sandboxDetails(7, pod)).toMatchObject({
      is_pod_sandbox: true,
      cni_json: '{"eth0":{"IPConfigs":[{"IP":"10.0.0.7"}]}}',
    });
  });
});

describe('the record of a container of containerd', () => {
  const spec = (json: unknown) => ({ value: Buffer.from(JSON.stringify(json)) });

  test('has its limits, its mounts and the namespaces that it shares with the host', () => {
    const container = {
      id: HASH,
      image: `docker.io/library/web:1@${DIGEST}`,
      labels: { 'nerdctl/name': 'shop' },
      spec: spec({
        mounts: [{ source: '/srv', destination: '/data', options: ['rbind', 'rslave', 'ro', 'mode=0700'] }],
        linux: { namespaces: [{ type: 'pid' }, { type: 'mount' }], resources: { memory: { limit: 5 } } },
      }),
    };
    expect(containerdDetails(container)).toMatchObject({
      full_id: HASH,
      name: 'shop',
      imagetag: '1',
      imagedigest: DIGEST,
      host_pid: false,
      host_network: true,
      memory_limit: 5,
      Mounts: [{ Source: '/srv', Destination: '/data', Mode: '0700', RW: false, Propagation: 'rslave' }],
    });
  });

  test('is left to CRI if the container belongs to a pod', () => {
    expect(containerdDetails({ id: HASH, labels: { 'io.cri-containerd.kind': 'container' } })).toBeNull();
  });
});

describe('a record', () => {
  const long = 'x'.repeat(MAX_BYTES);
  const labels = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`label-${i}`, 'value']));
  const Mounts = Array.from({ length: 10_000 }, () => ({ Source: long, Destination: long }));

  test('stays small, whatever the engine sends', () => {
    const record = dockerDetails(0, { Id: long, Name: long, Config: { Image: long, Labels: labels }, Mounts });
    expect(record).toMatchObject({ id: 'x'.repeat(12), type: 0 });
    expect(JSON.stringify(record).length).toBeLessThan(MAX_BYTES);
    const pod = { status: { id: HASH, metadata: { name: long, uid: long }, labels } };
    expect(JSON.stringify(sandboxDetails(7, pod)).length).toBeLessThan(MAX_BYTES);
    expect(JSON.stringify(containerdDetails({ id: long, labels, image: long })).length).toBeLessThan(MAX_BYTES);
  });

  test('has only labels with short values, and no name of a label is special', () => {
    const hostile: unknown = JSON.parse(
      `{"__proto__":"a","constructor":"b","long":"${'é'.repeat(51)}","short":"${'é'.repeat(50)}","n":3}`,
    );
    const kept = boundedLabels(hostile);
    expect(Object.keys(kept).sort()).toEqual(['__proto__', 'constructor', 'short']);
    expect(Object.getPrototypeOf(kept)).toBe(Object.prototype);
  });

  test('is made from any response without an error', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (status, inner, pod) => {
        const info = { info: JSON.stringify(inner) };
        const named = typeof status === 'object' && status !== null ? { ...status, id: HASH } : status;
        expect(() => criDetails(6, { status: named, info }, { status: pod, info })).not.toThrow();
        expect(() => sandboxDetails(6, { status: named, info })).not.toThrow();
        const spec = { value: Buffer.from(JSON.stringify(inner)) };
        expect(() => containerdDetails({ id: HASH, labels: status, image: pod, spec })).not.toThrow();
        expect(() => dockerDetails(0, { Id: HASH, Config: inner, HostConfig: status, Mounts: pod })).not.toThrow();
      }),
    );
  });

  test('has the defaults of the reference for what is unknown', () => {
    expect(containerRecord({ full_id: HASH, type: 7 })).toMatchObject({
      ip: '0.0.0.0',
      Mounts: [],
      env: [],
      labels: {},
    });
  });
});
