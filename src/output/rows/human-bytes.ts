const NEXT = 1024;
const SIZES = ['B', 'KB', 'M', 'G', 'T'] as const;

/** A number divided by `step` as often as it stays at least 1, at most `most` times, and how often that was. */
export function scaleDown(
  value: number,
  step: number,
  most: number,
): { readonly scaled: number; readonly times: number } {
  let scaled = value;
  let times = 0;
  for (; scaled >= step && times < most; times++) scaled /= step;
  return { scaled, times };
}

/** Bytes as a few digits and a unit, a step every 1024: 16B, 1.29KB, 4.63M. */
export function humanBytes(bytes: number): string {
  const { scaled, times } = scaleDown(bytes, NEXT, SIZES.length - 1);
  return `${times === 0 ? scaled : scaled.toFixed(2)}${SIZES[times]}`;
}
