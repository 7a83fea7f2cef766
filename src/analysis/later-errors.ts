/** Errors of calls that only mean "later", or "again": whether they occur is a matter of timing. */
export const LATER: ReadonlySet<string> = new Set([
  'EAGAIN',
  'EALREADY',
  'EINPROGRESS',
  'EINTR',
  'ERESTARTNOHAND',
  'ERESTARTNOINTR',
  'ERESTARTSYS',
  'ERESTART_RESTARTBLOCK',
]);
