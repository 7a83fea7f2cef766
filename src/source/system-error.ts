/** Why a system call failed, in words: Node's `ENOENT: no such file or directory, open 'x'` without code and call. */
export function reasonOf(error: unknown): string {
  const message = (error as Error | undefined)?.message ?? String(error);
  return /^E[A-Z0-9]+: ([^,]+), \w+/.exec(message)?.[1] ?? message;
}
