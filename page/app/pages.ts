/** A part of the page. */
export interface PageInfo {
  readonly name: string;
  readonly title: string;
  /** Names of its tables. */
  readonly tables: readonly string[];
  /** Whether it asks a server: a report does not have it. */
  readonly needsServer?: true;
}

/** Parts of the page, in the order of their keys. */
export const PAGES: readonly PageInfo[] = [
  { name: 'events', title: 'Events', tables: [] },
  { name: 'calls', title: 'Calls', tables: ['calls', 'threads'] },
  { name: 'latency', title: 'Latency', tables: ['latency'] },
  { name: 'files', title: 'Files', tables: ['files', 'io'] },
  { name: 'processes', title: 'Processes', tables: ['processes'] },
  { name: 'network', title: 'Network', tables: ['conversations', 'endpoints'] },
  { name: 'errors', title: 'Errors', tables: ['errors'] },
  { name: 'time', title: 'Graph', tables: [], needsServer: true },
  { name: 'requests', title: 'Requests', tables: ['requests'] },
  { name: 'properties', title: 'Properties', tables: [] },
];
