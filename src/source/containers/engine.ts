import type { ContainerRecord } from './container-record.js';

/** A container engine that tells about its containers. */
export interface Engine {
  /** Path of the socket at which it is asked. */
  readonly socket: string;
  /** What it says of a container by the id that control groups give; null where it knows none or says nothing sensible in time. */
  describe(id: string): Promise<ContainerRecord | null>;
  /** Ends what goes on. */
  close(): void;
}

/** First digits of a hash: the ids of most engines. */
export const SHORT_HASH = /^[0-9a-f]{12}$/;
