/** Fields that the reference does not have, so that no test asks it for them. */
export const OWN_FIELDS: ReadonlySet<string> = new Set([]);
