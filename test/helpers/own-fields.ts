/** Fields that the reference does not have, so tests do not compare them. */
export const OWN_FIELDS: ReadonlySet<string> = new Set([]);
