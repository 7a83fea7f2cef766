/** How many times slower than usual this machine may be: SYSSHARK_SLOWNESS, or 1. Emulated machines set it (test/kernels/guest.sh). */
const SLOWNESS = Number(process.env['SYSSHARK_SLOWNESS'] ?? 1);

/** The time to give what ends in time `usual` on a usual machine, in the same unit. */
export function limit(usual: number): number {
  return usual * SLOWNESS;
}
