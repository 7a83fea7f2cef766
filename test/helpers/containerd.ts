/** A private containerd: its state, socket and images are in a folder, and it ends with the test. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { removeGroups } from './cgroups.js';
import { limit } from './patience.js';
import { makeRoot } from './runc.js';
import { until } from './until.js';

/** The image of all containers: this machine's shell, and the default command. */
export const IMAGE = 'registry.local:5000/team/shell:1.2';
const COMMAND = ['/bin/sleep', '600'];

/** A running containerd, and its command-line tool. */
export interface Containerd {
  readonly socket: string;
  /** Runs ctr; resolves to its output. */
  ctr(...args: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

const digestOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/** Creates an image archive as `docker save` does; returns its path. */
function makeImage(folder: string): string {
  const parts = join(folder, 'image');
  const root = join(parts, 'root');
  mkdirSync(root, { recursive: true });
  makeRoot(root);
  execFileSync('tar', ['-cf', join(parts, 'layer.tar'), '-C', root, '.']);
  const layer = `sha256:${digestOf(join(parts, 'layer.tar'))}`;
  const config = {
    architecture: 'amd64',
    os: 'linux',
    config: { Cmd: COMMAND },
    rootfs: { type: 'layers', diff_ids: [layer] },
  };
  writeFileSync(join(parts, 'config.json'), JSON.stringify(config));
  const name = `${digestOf(join(parts, 'config.json'))}.json`;
  renameSync(join(parts, 'config.json'), join(parts, name));
  const manifest = [{ Config: name, RepoTags: [IMAGE], Layers: ['layer.tar'] }];
  writeFileSync(join(parts, 'manifest.json'), JSON.stringify(manifest));
  const archive = join(folder, 'image.tar');
  execFileSync('tar', ['-cf', archive, '-C', parts, 'manifest.json', name, 'layer.tar']);
  return archive;
}

/** Only the snapshotter that works on every file system, and no network for pods. */
function configOf(folder: string, socket: string): string {
  return `version = 2
root = "${join(folder, 'root')}"
state = "${join(folder, 'state')}"
[grpc]
address = "${socket}"
[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "${IMAGE}"
restrict_oom_score_adj = true
[plugins."io.containerd.grpc.v1.cri".containerd]
snapshotter = "native"
`;
}

/** Starts containerd in an empty folder, with the image in the namespaces of ctr and Kubernetes. */
export async function startContainerd(folder: string): Promise<Containerd> {
  const socket = join(folder, 'containerd.sock');
  writeFileSync(join(folder, 'config.toml'), configOf(folder, socket));
  const daemon = execa('containerd', ['-c', join(folder, 'config.toml')], { reject: false, all: true });
  let hasEnded = false;
  void daemon.then(() => {
    hasEnded = true;
  });
  const ctr = async (...args: readonly string[]): Promise<string> =>
    (await execa('ctr', ['-a', socket, ...args], { stdin: 'ignore', timeout: limit(30_000) })).stdout;
  const answers = async (): Promise<boolean> => (await ctr('version').catch(() => '')).includes('Server');
  let isUp = false;
  while (!isUp && !hasEnded) isUp = await answers();
  if (!isUp) throw new Error(`containerd ended: ${(await daemon).all}`);
  const archive = makeImage(folder);
  for (const namespace of ['default', 'k8s.io'])
    await ctr('-n', namespace, 'images', 'import', '--snapshotter', 'native', archive);
  const stop = async (): Promise<void> => {
    daemon.kill('SIGTERM');
    await until(() => hasEnded);
    removeGroups('/default');
  };
  return { socket, ctr, stop };
}
