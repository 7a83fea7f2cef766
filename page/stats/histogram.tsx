import type { JSX } from 'preact';

const BAR = 6;
const HEIGHT = 16;

/** Counts as small bars. */
export function Histogram({ counts }: { counts: string }): JSX.Element {
  const values = counts === '' ? [] : counts.split(',').map(Number);
  const most = Math.max(1, ...values);
  return (
    <svg class="bars" width={values.length * BAR} height={HEIGHT} role="img" aria-label={`Counts: ${counts}`}>
      {values.map((value, index) => {
        const height = value === 0 ? 0 : Math.max(2, Math.round((HEIGHT * value) / most));
        return <rect key={index} x={index * BAR} y={HEIGHT - height} width={BAR - 1} height={height} />;
      })}
    </svg>
  );
}
