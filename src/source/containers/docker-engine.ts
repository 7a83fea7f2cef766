import type { ContainerRecord } from './container-record.js';
import { inspectContainer } from './docker-api.js';
import { dockerDetails } from './docker-details.js';
import { type Engine, SHORT_HASH } from './engine.js';

/** Docker, or an engine with the same API. */
export class DockerEngine implements Engine {
  readonly socket: string;
  private readonly type: number;
  private readonly end = new AbortController();

  /** `type` is the number of the engine (CONTAINER_ENGINES). */
  constructor(type: number, socket: string) {
    this.type = type;
    this.socket = socket;
  }

  async describe(id: string): Promise<ContainerRecord | null> {
    if (!SHORT_HASH.test(id)) return null;
    return dockerDetails(this.type, await inspectContainer(this.socket, id, this.end.signal));
  }

  close(): void {
    this.end.abort();
  }
}
