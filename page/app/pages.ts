/** Parts of the page, in the order of their keys. */
export const PAGES: readonly { readonly name: string; readonly title: string }[] = [
  { name: 'events', title: 'Events' },
  { name: 'calls', title: 'Calls' },
  { name: 'latency', title: 'Latency' },
  { name: 'processes', title: 'Processes' },
  { name: 'conversations', title: 'Conversations' },
  { name: 'errors', title: 'Errors' },
  { name: 'properties', title: 'Properties' },
];
