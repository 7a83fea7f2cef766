/** A name of TypeScript as a C macro has it: `dropsRing` is DROPS_RING. */
export const upperSnake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
