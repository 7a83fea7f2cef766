import { HEAP_BYTES } from '../bytes/heap-sizes.js';
import type { MemoryBudget } from '../bytes/memory-budget.js';
import { CONTAINER_ENGINES } from '../schema/container-engines.js';
import type { CgroupContainer } from './container-id.js';

/** One container, as described by a capture. */
export interface Container {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** The container event's JSON, parsed. */
  readonly details: Readonly<Record<string, unknown>>;
  /** The JSON as a byte string; '' if no event described the container. */
  readonly json: string;
}

/** Maximum number of containers kept; enough for a large machine. */
const MAX_CONTAINERS = 10_000;

/** Containers charged to the memory budget. Beyond the maximum, the oldest are forgotten. */
class HeldContainers {
  private readonly byId = new Map<string, Container>();
  private readonly budget: MemoryBudget;

  constructor(budget: MemoryBudget) {
    this.budget = budget;
  }

  get(id: string): Container | undefined {
    return this.byId.get(id);
  }

  values(): Iterable<Container> {
    return this.byId.values();
  }

  /** Adds a container as the newest, if the budget has room. */
  add(container: Container): void {
    this.remove(container.id);
    for (const id of this.byId.keys()) {
      if (this.byId.size < MAX_CONTAINERS) break;
      this.remove(id);
    }
    if (this.budget.take(containerBytes(container))) this.byId.set(container.id, container);
  }

  remove(id: string): void {
    const container = this.byId.get(id);
    if (container === undefined) return;
    this.budget.free(containerBytes(container));
    this.byId.delete(id);
  }

  clear(): void {
    for (const container of this.byId.values()) this.budget.free(containerBytes(container));
    this.byId.clear();
  }
}

/** Containers by their 12-digit id. */
export class ContainerTable {
  private readonly described: HeldContainers;
  /**
   * Containers known from control groups only. Kept apart because any program that can make control groups can make any number of
   * them: they must not displace containers that events described.
   */
  private readonly inferred: HeldContainers;

  constructor(budget: MemoryBudget) {
    this.described = new HeldContainers(budget);
    this.inferred = new HeldContainers(budget);
  }

  clear(): void {
    this.described.clear();
    this.inferred.clear();
  }

  find(id: string): Container | undefined {
    return this.described.get(id) ?? this.inferred.get(id);
  }

  /** Whether any container satisfies a test. */
  some(test: (container: Container) => boolean): boolean {
    for (const container of this.described.values()) if (test(container)) return true;
    for (const container of this.inferred.values()) if (test(container)) return true;
    return false;
  }

  /** All known containers. */
  values(): readonly Container[] {
    return [...this.described.values(), ...this.inferred.values()];
  }

  /** Stores a container described by an event, if the budget has room. */
  set(container: Container): void {
    this.inferred.remove(container.id);
    this.described.add(container);
  }

  /** Stores a container as another table has it (`values`). */
  restore(container: Container): void {
    (container.json === '' ? this.inferred : this.described).add(container);
  }

  /** Stores a container known from control groups, unless an event described it. */
  note({ id, engine, isNamed }: CgroupContainer): void {
    if (engine === null || this.find(id) !== undefined) return;
    this.inferred.add({
      id,
      name: isNamed ? id : '',
      image: '',
      details: { type: CONTAINER_ENGINES[engine].id },
      json: '',
    });
  }
}

/** Heap bytes of a container with its details. */
export function containerBytes({ id, details, json }: Container): number {
  return HEAP_BYTES.CONTAINER + 2 * id.length + json.length + valueBytes(details);
}

/** Heap bytes of a parsed JSON value; names and numbers are rounded up. */
function valueBytes(value: unknown): number {
  if (typeof value === 'string') return HEAP_BYTES.STRING + 2 * value.length;
  if (typeof value !== 'object' || value === null) return HEAP_BYTES.NUMBER;
  let bytes: number = HEAP_BYTES.OBJECT;
  if (Array.isArray(value)) for (const item of value) bytes += HEAP_BYTES.NUMBER + valueBytes(item);
  else for (const [key, member] of Object.entries(value)) bytes += HEAP_BYTES.MEMBER + key.length + valueBytes(member);
  return bytes;
}
