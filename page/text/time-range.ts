const RANGE = /(?: and )?evt\.rawtime>=\d+ and evt\.rawtime<=\d+$/;

/** A filter with a range of times (in digits), instead of the one it ends with. */
export function withRange(filter: string, from: string, to: string): string {
  const others = filter.replace(RANGE, '');
  const range = `evt.rawtime>=${from} and evt.rawtime<=${to}`;
  if (others === '') return range;
  const isCompound = /\bor\b/.test(others) && !/^\(.*\)$/.test(others);
  return `${isCompound ? `(${others})` : others} and ${range}`;
}
