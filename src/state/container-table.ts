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

/** Adds the newest. Of too many, those that came first are forgotten. */
function remember(containers: Map<string, Container>, container: Container): void {
  containers.delete(container.id);
  for (const id of containers.keys()) {
    if (containers.size < MAX_CONTAINERS) break;
    containers.delete(id);
  }
  containers.set(container.id, container);
}

/** Containers by their (12 digit) id. */
export class ContainerTable {
  private readonly told = new Map<string, Container>();
  /** Those of control groups alone: anybody who may make control groups makes as many as they like, and none of these takes the place of one that was told. */
  private readonly noted = new Map<string, Container>();

  clear(): void {
    this.told.clear();
    this.noted.clear();
  }

  find(id: string): Container | undefined {
    return this.told.get(id) ?? this.noted.get(id);
  }

  /** Whether any container passes a test. */
  some(test: (container: Container) => boolean): boolean {
    for (const container of this.told.values()) if (test(container)) return true;
    for (const container of this.noted.values()) if (test(container)) return true;
    return false;
  }

  /** All that are known. */
  values(): readonly Container[] {
    return [...this.told.values(), ...this.noted.values()];
  }

  /** Takes what an event said of a container. */
  set(container: Container): void {
    this.noted.delete(container.id);
    remember(this.told, container);
  }

  /** Takes what control groups tell of a container that no event has told of. */
  note({ id, engine, isNamed }: CgroupContainer): void {
    if (engine === null || this.find(id) !== undefined) return;
    remember(this.noted, {
      id,
      name: isNamed ? id : '',
      image: '',
      details: { type: CONTAINER_ENGINES[engine].id },
      json: '',
    });
  }
}
