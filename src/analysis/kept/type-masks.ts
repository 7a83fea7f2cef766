import { EVENTS } from '../../schema/events.js';

/** One byte by event type: 1 if all masks have 1. */
export const inAll = (masks: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(EVENTS, ({ id }) => +masks.every((mask) => mask[id] === 1));
