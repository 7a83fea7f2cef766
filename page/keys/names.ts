const NAMES: Readonly<Record<string, string>> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  PageDown: 'PgDn',
  PageUp: 'PgUp',
  ' ': 'Space',
  Escape: 'Esc',
  'Control+k': 'Ctrl K',
};

/** A key as the keyboard has it. */
export const keyName = (key: string): string => NAMES[key] ?? key;
