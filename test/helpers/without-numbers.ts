/**
 * Lines without their event numbers. A capture may have more hidden events than another one, and the reference also counts enter
 * events that were made up for it.
 */
export const withoutNumbers = (lines: readonly string[]): string[] => lines.map((line) => line.replace(/^\d+ /, ''));
