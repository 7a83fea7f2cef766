const NAMES: Readonly<Record<string, string>> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  PageDown: 'PgDn',
  PageUp: 'PgUp',
  ' ': 'Space',
  Escape: 'Esc',
  ContextMenu: 'Menu',
  'Control+k': 'Ctrl K',
  'Control+s': 'Ctrl S',
};

/** A key as the keyboard has it. */
export const keyName = (key: string): string => NAMES[key] ?? key;
