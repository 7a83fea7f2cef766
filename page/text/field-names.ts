/** The argument of a field. */
const ARGUMENT = /(?:\[[^\]]*\]|\.[^.[\]]+)$/;

/** The name of a field without its argument. */
export const withoutArgument = (field: string): string => field.replace(ARGUMENT, '');
