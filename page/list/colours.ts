/** Classes of the style sheet by words in the names of colour rules. */
const CLASSES: readonly (readonly [RegExp, string])[] = [
  [/fail|error/i, 'fail'],
  [/notif|falco/i, 'note'],
  [/exec/i, 'exec'],
  [/process|clone/i, 'clone'],
  [/socket/i, 'sock'],
  [/net.*write/i, 'netw'],
  [/net.*read/i, 'netr'],
  [/open/i, 'open'],
  [/file.*write/i, 'fw'],
  [/file.*read/i, 'fr'],
  [/close/i, 'close'],
];

/** The class that gives events of a rule their colour; empty for a rule without one. */
export const colourClass = (rule: string): string => CLASSES.find(([words]) => words.test(rule))?.[1] ?? '';
