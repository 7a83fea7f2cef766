const NAMES: Readonly<Record<string, string>> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  PageDown: 'PgDn',
  PageUp: 'PgUp',
  ' ': 'Space',
  Escape: 'Esc',
  ContextMenu: 'Menu',
  ArrowLeft: '←',
  ArrowRight: '→',
};

const WITH: Readonly<Record<string, string>> = { Control: 'Ctrl' };
const letterOf = (key: string): string => (key.length === 1 ? key.toUpperCase() : key);

/** A key as the keyboard has it, with those that are held. */
export function keyName(key: string): string {
  const held = key.split('+').filter((name) => name !== '');
  const last = held.pop() ?? key;
  const name = NAMES[last] ?? (held.length === 0 ? last : letterOf(last));
  return [...held.map((one) => WITH[one] ?? one), name].join(' ');
}
