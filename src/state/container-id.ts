import { ownText } from '../bytes/text.js';
import type { TextList } from '../decode/text-list.js';
import type { ContainerEngine } from '../schema/container-engines.js';
import { CGROUP_LAYOUTS, type Layout } from './cgroup-layouts.js';

/** The container that control groups identify. */
export interface CgroupContainer {
  /** '' for the host. */
  readonly id: string;
  readonly engine: ContainerEngine | null;
  /** Whether the id is also the name. */
  readonly isNamed: boolean;
}

/** No container: the host. */
export const HOST: CgroupContainer = { id: '', engine: null, isNamed: false };

const MEMORY_LIMIT = 512;
/** Longer control groups, which no kernel produces, are not cached. */
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
