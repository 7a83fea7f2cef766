import type { CgroupContainer } from './container-id.js';

const MAX_CONTAINERS = 10_000;
/** Longest id that an engine uses. */
const MAX_ID_LENGTH = 255;

/** Ids of containers that have threads but no known name, each to be looked up once. */
export class UnnamedContainers {
  private readonly seen = new Set<string>();
  private waiting: string[] = [];

  /** Adds a container, unless its name is known or it was added before. */
  note({ id, isNamed }: CgroupContainer): void {
    const { seen, waiting } = this;
    if (isNamed || id.length > MAX_ID_LENGTH || seen.has(id)) return;
    // beyond the limit the oldest id is forgotten and looked up again, so that no container stays unnamed, however many control groups
    // exist
    if (seen.size === MAX_CONTAINERS) seen.delete(seen.values().next().value as string);
    seen.add(id);
    if (waiting.length < MAX_CONTAINERS) waiting.push(id);
  }

  /** The ids added since the last call. */
  take(): readonly string[] {
    const { waiting } = this;
    if (waiting.length > 0) this.waiting = [];
    return waiting;
  }
}
