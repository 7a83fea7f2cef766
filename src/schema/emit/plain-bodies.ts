import { DESCRIPTOR_BODIES } from './descriptor-bodies.js';
import type { PlainBodies } from './fetch.js';
import { FILE_BODIES } from './file-bodies.js';
import { IO_BODIES } from './io-bodies.js';
import { MEMORY_BODIES } from './memory-bodies.js';
import { NET_BODIES } from './net-bodies.js';
import { PROCESS_BODIES } from './process-bodies.js';

/** Events that need no thought: their bodies are generated, parameter by parameter in the order of the event table. */
export const PLAIN_BODIES: PlainBodies = {
  ...IO_BODIES,
  ...DESCRIPTOR_BODIES,
  ...FILE_BODIES,
  ...MEMORY_BODIES,
  ...NET_BODIES,
  ...PROCESS_BODIES,
};
