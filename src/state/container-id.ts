import { ownText } from '../bytes/text.js';
import type { TextList } from '../decode/text-list.js';
import type { ContainerEngine } from '../schema/container-engines.js';
import { CGROUP_LAYOUTS, type Layout } from './cgroup-layouts.js';

/** What control groups tell of the container that they are of. */
export interface CgroupContainer {
  /** '' for the host. */
  readonly id: string;
  readonly engine: ContainerEngine | null;
  /** Whether the id is the name, too. */
  readonly isNamed: boolean;
}

/** No container. */
export const HOST: CgroupContainer = { id: '', engine: null, isNamed: false };

const MEMORY_LIMIT = 512;
/** Longer control groups, which no kernel has, are not remembered. */
const MAX_TEXT = 4096;
const known = new Map<string, CgroupContainer>();

/** The container that control groups (`subsystem=path`) belong to. */
export function containerOf(cgroups: TextList): CgroupContainer {
  let container = known.get(cgroups.text);
  if (container !== undefined) return container;
  container = findContainer(cgroups.items.map((cgroup) => cgroup.slice(cgroup.indexOf('=') + 1)));
  if (cgroups.text.length > MAX_TEXT) return container;
  if (known.size >= MEMORY_LIMIT) known.clear();
  known.set(cgroups.text, container);
  return container;
}

function findContainer(paths: readonly string[]): CgroupContainer {
  for (const { engine, isNamed, ids } of CGROUP_LAYOUTS) {
    const id = firstId(paths, ids);
    if (id !== '') return { id, engine, isNamed };
  }
  return HOST;
}

/** The id in the first path that has one; '' for none. */
function firstId(paths: readonly string[], ids: Layout['ids']): string {
  for (const path of paths)
    for (const idIn of ids) {
      const id = idIn(path);
      if (id !== '') return ownText(id);
    }
  return '';
}
