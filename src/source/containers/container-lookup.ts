import { SyssharkError } from '../../errors.js';
import { encodeContainerEvent } from '../../scap/container-block.js';
import { containerDetails } from './details.js';
import type { Engine } from './engines.js';
import { inspectContainer } from './inspect.js';

/** Ids of engines that are asked about: digits of a hash, and nothing else goes into an address. */
const ID = /^[0-9a-f]{12}$/;
/** Containers that are asked about in one capture. */
const MAX_ASKED = 10_000;

/** Asks container engines about containers, each once, while events go on; what they say becomes container events. */
export class ContainerLookup {
  private readonly engines: readonly Engine[];
  private readonly asked = new Set<string>();
  /** What was said since it was last taken. */
  private readonly told: string[] = [];
  private readonly warn: (line: string) => void;
  /** Sockets that may not be asked at, which is said once. */
  private readonly refused = new Set<string>();

  constructor(engines: readonly Engine[], warn: (line: string) => void) {
    this.engines = engines;
    this.warn = warn;
  }

  /** Asks about a container by the id that control groups give. */
  ask(id: string): void {
    if (!ID.test(id) || this.asked.has(id) || this.asked.size === MAX_ASKED) return;
    this.asked.add(id);
    void this.askAll(id);
  }

  private async askAll(id: string): Promise<void> {
    for (const { type, socket } of this.engines) {
      const container = containerDetails(type, await this.inspect(socket, id));
      if (container === null) continue;
      this.told.push(JSON.stringify({ container }));
      return;
    }
  }

  private async inspect(socket: string, id: string): Promise<unknown> {
    try {
      return await inspectContainer(socket, id);
    } catch (error) {
      if (!(error instanceof SyssharkError)) throw error;
      if (!this.refused.has(socket)) this.warn(`sysshark: containers have no names: ${error.message}`);
      this.refused.add(socket);
      return null;
    }
  }

  /** Event blocks, at a time in halves of ns, of what was said since the last time; null for nothing. */
  take(tsHi: number, tsLo: number): Buffer | null {
    if (this.told.length === 0) return null;
    return Buffer.concat(this.told.splice(0).map((json) => encodeContainerEvent(json, tsHi, tsLo)));
  }
}
