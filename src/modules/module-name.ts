/** Whether a word names the module of a user, which is a file, rather than something built in. */
export const isModuleName = (word: string): boolean => word.includes('/') || /\.(js|mjs|ts|mts)$/.test(word);

/** Whether a word names a plugin's library. */
export const isLibraryName = (word: string): boolean => word.endsWith('.so');

/** Whether a word of -I names a file with code of a user: a module or a library. */
export const isPluginFile = (word: string): boolean => isLibraryName(word) || isModuleName(word);
