import type { Chisel } from './chisel.js';
import { ACCEPT_QUEUES } from './chisels/accept-queues.js';
import { AROUND } from './chisels/around.js';
import { BY_KEY } from './chisels/by-key.js';
import { CONVERSATIONS } from './chisels/conversations.js';
import { ECHOES } from './chisels/echo.js';
import { HEAT_MAPS } from './chisels/heat-maps.js';
import { HTTP_LOG } from './chisels/http-log.js';
import { HTTP_TOP } from './chisels/http-top.js';
import { IO_GRAPH } from './chisels/io-graph.js';
import { IO_TREE } from './chisels/io-tree.js';
import { LOG_LINES } from './chisels/logs.js';
import { PROCESS_TREE } from './chisels/process-tree.js';
import { RATES } from './chisels/rates.js';
import { SESSIONS } from './chisels/sessions.js';
import { SHELLSHOCK } from './chisels/shellshock.js';
import { SLOW, SLOWEST } from './chisels/slow.js';
import { STATE_LISTINGS } from './chisels/state-listings.js';
import { TOP_CALLS } from './chisels/top-calls.js';
import { TOP_CONTAINERS } from './chisels/top-containers.js';
import { TOP_FILES } from './chisels/top-files.js';
import { TOP_NET } from './chisels/top-net.js';
import { TOP_PROCESSES } from './chisels/top-processes.js';
import { LATENCY } from './latency-chisel.js';
import { lineChisel } from './line-chisel.js';
import { listingChisel } from './listing-chisel.js';
import { rateChisel } from './rate-chisel.js';
import { slowChisel } from './slow-chisel.js';
import { slowestChisel } from './slowest-chisel.js';
import { tableChisel } from './table-chisel.js';

const TABLES = [...TOP_PROCESSES, ...TOP_FILES, ...TOP_NET, ...TOP_CONTAINERS, ...TOP_CALLS, ...BY_KEY];

/** All chisels; within their categories they are listed by name. */
export const CHISELS: readonly Chisel[] = [
  ...TABLES.map(tableChisel),
  ...SLOW.map(slowChisel),
  ...SLOWEST.map(slowestChisel),
  ...RATES.map(rateChisel),
  ...ECHOES.map(lineChisel),
  ...LOG_LINES.map(lineChisel),
  ...STATE_LISTINGS.map(listingChisel),
  ...CONVERSATIONS,
  ACCEPT_QUEUES,
  ...SESSIONS,
  ...HEAT_MAPS,
  LATENCY,
  SHELLSHOCK,
  HTTP_LOG,
  HTTP_TOP,
  IO_TREE,
  IO_GRAPH,
  PROCESS_TREE,
  AROUND,
];

/** Chisel by its exact name. */
export function findChisel(name: string): Chisel | undefined {
  return CHISELS.find((chisel) => chisel.name === name);
}
