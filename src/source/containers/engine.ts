import type { ContainerRecord } from './container-record.js';

/** A container engine that can be queried about its containers. */
export interface Engine {
  /** Path of its socket. */
  readonly socket: string;
  /** The container with the id from its control group; null if the engine does not know it or gives no valid answer in time. */
  describe(id: string): Promise<ContainerRecord | null>;
  /** Ends running queries. */
  close(): void;
}

/** First digits of a hash: ids of most engines. */
export const SHORT_HASH = /^[0-9a-f]{12}$/;
