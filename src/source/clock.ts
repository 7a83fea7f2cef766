/**
 * Ms since the program began, by a clock that never goes back. Stands for performance.now(), whose first use loads Node.js's
 * streams, measures and heap statistics: 6 ms of CPU time in a program that is over in 60.
 */
export function clockMs(): number {
  return process.uptime() * 1e3;
}

/** Ms of CPU time that the program has taken so far: shares of it are the same whatever else the machine does. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
}
