import { type Needs, whyNot } from '../state/needs.js';

/** A part of the page. */
export interface PageInfo extends Needs {
  readonly name: string;
  readonly title: string;
  /** The key that opens it. */
  readonly key: string;
  /** Names of its tables. */
  readonly tables: readonly string[];
}

/** Parts of the page, in their order. */
export const PAGES: readonly PageInfo[] = [
  { name: 'events', title: 'Events', key: '1', tables: [] },
  { name: 'values', title: 'Values', key: 'v', tables: [] },
  { name: 'calls', title: 'Calls', key: '2', tables: ['calls', 'threads'], needsCalls: true },
  { name: 'latency', title: 'Latency', key: '3', tables: ['latency'], needsCalls: true },
  { name: 'files', title: 'Files', key: '4', tables: ['files', 'io'], needsCalls: true },
  { name: 'processes', title: 'Processes', key: '5', tables: ['processes'], needsCalls: true },
  { name: 'network', title: 'Network', key: '6', tables: ['conversations', 'endpoints'], needsCalls: true },
  { name: 'errors', title: 'Errors', key: '7', tables: ['errors'], needsCalls: true },
  { name: 'time', title: 'Graph', key: '8', tables: [] },
  { name: 'requests', title: 'Requests', key: '9', tables: ['requests'], needsCalls: true },
  { name: 'properties', title: 'Properties', key: '0', tables: [] },
];

/** Those that can have something of what is looked at. */
export const shownPages = (): readonly PageInfo[] => PAGES.filter((page) => whyNot(page) === null);
