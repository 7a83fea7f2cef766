/** An option: parsing, help, manual page and shell completion are all generated from these rows. */
export interface OptionRow {
  /** Its key in RawOptions. */
  readonly key: string;
  /** Its letter, without the hyphen. */
  readonly letter?: string;
  /** Its long names, without hyphens; the first one is shown. */
  readonly names: readonly [string, ...string[]];
  /** Placeholder for its value in the help; an option without one is a switch. */
  readonly value?: string;
  /** Whether it can be repeated; its values are collected. */
  readonly isRepeatable?: true;
  /** Whether the number of times that it is given matters; it has no value. */
  readonly isCounted?: true;
  /** Whether its value, attached or after "=", may be omitted (getopt's `::`). */
  readonly isValueOptional?: true;
  /** Whether only its long names can have the value, as letters after its own are options (-lv). */
  readonly isLetterBare?: true;
  /** The allowed values, if the set is fixed. */
  readonly choices?: readonly string[];
  /** What shell completion offers for its value: file names, output formats, filters, names and modules of chisels, plugins and their files, plugins alone, or event sources. */
  readonly completes?: 'file' | 'format' | 'filter' | 'chisel' | 'plugin' | 'pluginName' | 'source';
  /** One-line description for the help. */
  readonly help: string;
  /** Whether only the manual page and completion have it: it is there for scripts that were written for other programs. */
  readonly isUnlisted?: true;
  /** Further description for the manual page. */
  readonly details?: string;
  /** An example command line for the manual page, without the program's name. */
  readonly example?: string;
}

/** An option of sysdig that is recognized but not supported. */
export interface UnsupportedRow extends OptionRow {
  /** The error message after its name: why it is not supported, and what to do instead. */
  readonly reason: string;
}

/** Options that are listed together. */
export interface OptionGroup {
  readonly title: string;
  readonly rows: readonly OptionRow[];
}
