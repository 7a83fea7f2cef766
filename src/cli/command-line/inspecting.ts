import type { OptionRow } from './row.js';

/** Options that are valid after ui. */
export const INSPECTING = [
  {
    key: 'port',
    names: ['port'],
    value: 'NUMBER',
    help: 'ui: port of the page (default: any that is free)',
    example: 'ui capture.scap --port 8080 --no-open',
  },
  {
    key: 'noOpen',
    names: ['no-open'],
    help: 'ui: print the address of the page, but open no browser',
  },
] as const satisfies readonly OptionRow[];
