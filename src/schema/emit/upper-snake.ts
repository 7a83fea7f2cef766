/** Converts a TypeScript name to a C macro name: `dropsRing` to DROPS_RING. */
export const upperSnake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
