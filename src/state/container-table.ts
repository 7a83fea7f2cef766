import { CONTAINER_ENGINES } from '../schema/container-engines.js';
import type { CgroupContainer } from './container-id.js';

/** What a capture tells about one container. */
export interface Container {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** Everything that the event said, as parsed from its JSON. */
  readonly details: Readonly<Record<string, unknown>>;
  /** That JSON, a byte string; '' where no event told of it. */
  readonly json: string;
}

/** Containers that are remembered: those of a large machine. */
const MAX_CONTAINERS = 10_000;

/** Containers by their (12 digit) id. */
export class ContainerTable {
  private readonly byId = new Map<string, Container>();

  clear(): void {
    this.byId.clear();
  }

  find(id: string): Container | undefined {
    return this.byId.get(id);
  }

  /** Whether any container passes a test. */
  some(test: (container: Container) => boolean): boolean {
    for (const container of this.byId.values()) if (test(container)) return true;
    return false;
  }

  /** All that are known. */
  values(): Iterable<Container> {
    return this.byId.values();
  }

  /** Takes what an event said of a container. Of too many, those that were told first are forgotten. */
  set(container: Container): void {
    const { byId } = this;
    byId.delete(container.id);
    for (const id of byId.keys()) {
      if (byId.size < MAX_CONTAINERS) break;
      byId.delete(id);
    }
    byId.set(container.id, container);
  }

  /** Takes what control groups tell of a container that no event has told of. */
  note({ id, engine, isNamed }: CgroupContainer): void {
    if (engine === null || this.byId.has(id)) return;
    this.set({ id, name: isNamed ? id : '', image: '', details: { type: CONTAINER_ENGINES[engine].id }, json: '' });
  }
}
