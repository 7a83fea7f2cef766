import type { TextList } from '../decode/text-list.js';

const ID_LENGTH = 12;
const HASH = '([0-9a-f]{64})';
/** Where container engines put the id of a container into the path of a control group (STATE §6). */
const PATTERNS: readonly RegExp[] = [
  new RegExp(`/docker[-/]${HASH}(?:\\.scope)?$`),
  new RegExp(`/libpod-${HASH}(?:\\.scope)?(?:/|$)`),
  new RegExp(`/(?:crio|cri-containerd)-${HASH}(?:\\.scope)?$`),
  new RegExp(`/kubepods.*[/:-]${HASH}(?:\\.scope)?$`),
  new RegExp(`/${HASH}$`),
];
const NAMED = /\/lxc(?:\.payload)?[/.]([^/]+)/;

function idOf(cgroup: string): string {
  for (const pattern of PATTERNS) {
    const match = pattern.exec(cgroup);
    if (match !== null) return (match[1] as string).slice(0, ID_LENGTH);
  }
  return NAMED.exec(cgroup)?.[1] ?? '';
}

const MEMORY_LIMIT = 512;
const known = new Map<string, string>();

/** Id of the container that control groups (`subsystem=path`) belong to; '' for the host. */
export function containerIdOf(cgroups: TextList): string {
  let id = known.get(cgroups.text);
  if (id !== undefined) return id;
  id = '';
  for (const cgroup of cgroups.items) {
    id = idOf(cgroup);
    if (id !== '') break;
  }
  if (known.size >= MEMORY_LIMIT) known.clear();
  known.set(cgroups.text, id);
  return id;
}
