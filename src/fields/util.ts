import { fieldClass, USUAL_DEMANDS } from './field.js';

/** Helpers for output. */
export const UTIL_FIELDS = fieldClass(
  'util',
  [
    {
      name: 'util.cnt',
      type: 'uint64',
      isStateful: true,
      display: 'Counter',
      description: 'A counter that increases by one with each read.',
      bind: () => {
        let count = 0;
        return () => ++count;
      },
    },
  ],
  USUAL_DEMANDS,
);
