import { EC } from '../schema/event.js';
import type { Evt } from '../state/evt.js';
import { type Extract, type FieldValue, fieldClass, USUAL_DEMANDS } from './field.js';
import { type Key, KeyTree, MISSING_KEY, MOST_KEYS } from './key-tree.js';

const LATIN1 = 'latin1';

function keyOf(value: FieldValue): Key {
  if (value === null || Number.isNaN(value)) return MISSING_KEY;
  if (value instanceof Uint8Array) return Buffer.from(value).toString(LATIN1);
  return typeof value === 'object' ? value.join('\0') : value;
}

/** The first value that one of some fields has. */
function firstOf(fields: readonly Extract[], evt: Evt): FieldValue {
  for (const extract of fields) {
    const value = extract(evt);
    if (value !== null) return value;
  }
  return null;
}

/** Whether it is one of the events that a capture shows. */
const isShown = ({ isHidden, view }: Evt): boolean => !isHidden && ((view.def?.category ?? 0) & EC.INTERNAL) === 0;

/** Numbers the combinations of some values in the order in which they appear. */
function numberKeys(values: readonly (readonly Extract[])[]): Extract<Evt> {
  let count = 0;
  const tree = new KeyTree(
    values.map((fields) => (evt: Evt) => keyOf(firstOf(fields, evt))),
    () => ({ nth: ++count }),
    MOST_KEYS,
  );
  return (evt) => (isShown(evt) ? (tree.find(evt)?.nth ?? null) : null);
}

/** The order in which values appear. */
export const EVT_NTH_FIELDS = fieldClass(
  'evt',
  [
    {
      name: 'evt.nth',
      type: 'uint32',
      arg: 'required',
      argForm: 'key',
      isFilterOnly: true,
      isStateful: true,
      noTransformer: true,
      noRhs: true,
      display: 'Nth Value',
      description: `evt.nth[FIELD,FIELD...] numbers the different values of fields as they appear, from 1 on, among the events that the conditions before it accept; ${MOST_KEYS + 1} stands for all beyond the first ${MOST_KEYS}.`,
      bind: () => () => null,
      bindFields: numberKeys,
    },
  ],
  USUAL_DEMANDS,
);
