import { difference64 } from '../bytes/int64.js';
import { FieldArgError, fieldClass, USUAL_DEMANDS } from './field.js';
import { timeValue } from './time-value.js';

const NANOS_PER_MILLI = 1_000_000;

/** Parses a time in ns since the epoch into halves. Throws FieldArgError for invalid text. */
function parseMoment(text: string): { readonly hi: number; readonly lo: number } {
  if (!/^\d+$/.test(text)) throw new FieldArgError(`'${text}' is not a time in nanoseconds, as in evt.around[TIME]`);
  const moment = BigInt.asUintN(64, BigInt(text));
  return { hi: Number(moment >> 32n), lo: Number(moment & 0xffffffffn) };
}

/** Events near a point in time. */
export const EVT_AROUND_FIELDS = fieldClass(
  'evt',
  [
    {
      name: 'evt.around',
      type: 'uint64',
      arg: 'required',
      isFilterOnly: true,
      noTransformer: true,
      noRhs: true,
      display: 'Around',
      description: 'evt.around[TIME] = MS holds for events at most MS milliseconds before or after TIME (evt.rawtime).',
      bind: (arg) => {
        parseMoment(arg ?? '');
        return ({ view }) => timeValue(view.tsHi, view.tsLo);
      },
      bindEqual: (arg) => {
        const { hi, lo } = parseMoment(arg ?? '');
        return ({ view }, millis) =>
          Math.abs(difference64(view.tsHi, view.tsLo, hi, lo)) <= Number(millis) * NANOS_PER_MILLI;
      },
    },
  ],
  USUAL_DEMANDS,
);
