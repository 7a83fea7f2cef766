import { FIELDS_OF_NEWER_LIBRARIES } from './differences.js';

/** Fields that the reference does not have, so tests do not compare them. */
export const OWN_FIELDS: ReadonlySet<string> = FIELDS_OF_NEWER_LIBRARIES;
