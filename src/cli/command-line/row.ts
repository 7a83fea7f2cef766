/** How an option is written and what it means: parsing, help, man page and shell completion are all made from these rows. */
export interface OptionRow {
  /** Where its value is in RawOptions. */
  readonly key: string;
  /** Its letter, without the hyphen. */
  readonly letter?: string;
  /** Its long names, without hyphens: the first is the one that is shown. */
  readonly names: readonly [string, ...string[]];
  /** What stands for its value in the help; an option without one is on or off. */
  readonly value?: string;
  /** Whether it may be given several times; the values are collected then. */
  readonly isRepeatable?: true;
  /** Whether it is the number of times that it is given that counts; it has no value. */
  readonly isCounted?: true;
  /** Whether its value, glued or behind "=", may be left out (getopt's `::`). */
  readonly isValueOptional?: true;
  /** The values that it takes, where there are only so many. */
  readonly choices?: readonly string[];
  /** What its value is, for who completes it: the name of a file or of a chisel, or an output format. */
  readonly completes?: 'file' | 'format' | 'chisel';
  /** What it does, in the few words that fit on its line of the help. */
  readonly help: string;
  /** What else is to be known of it, for the man page. */
  readonly details?: string;
  /** A command line that uses it, without the program's name, for the man page. */
  readonly example?: string;
}

/** An option of sysdig that is understood and cannot be done. */
export interface UnsupportedRow extends OptionRow {
  /** Why, and the way out: what is said behind its name. */
  readonly reason: string;
}

/** Options that are told of together. */
export interface OptionGroup {
  readonly title: string;
  readonly rows: readonly OptionRow[];
}
