/** The line below the headings of a table. */
export const RULE = '-'.repeat(80);
