/** Whether a word names the module of a user, which is a file, rather than something built in. */
export const isModuleName = (word: string): boolean => word.includes('/') || /\.(js|mjs|ts|mts)$/.test(word);
