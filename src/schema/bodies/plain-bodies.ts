import { DESCRIPTOR_BODIES } from './descriptor.js';
import type { PlainBodies } from './fetch.js';
import { FILE_BODIES } from './file.js';
import { IO_BODIES } from './io.js';
import { MEMORY_BODIES } from './memory.js';
import { NET_BODIES } from './net.js';
import { PROCESS_BODIES } from './process.js';

/** Events with generated bodies: one fetch per parameter, in the order of the event table. */
export const PLAIN_BODIES: PlainBodies = {
  ...IO_BODIES,
  ...DESCRIPTOR_BODIES,
  ...FILE_BODIES,
  ...MEMORY_BODIES,
  ...NET_BODIES,
  ...PROCESS_BODIES,
};
