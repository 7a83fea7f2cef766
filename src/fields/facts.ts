/**
 * Fields whose value comes from `evt.thread`, `evt.view.tid` and what ThreadTable.changes counts, and from nothing else: all
 * events of a thread have the same until then. Use of memory and of descriptors is not among them.
 */
export const THREAD_FACTS: ReadonlySet<string> = new Set([
  'proc.name',
  'proc.exe',
  'proc.exepath',
  'proc.args',
  'proc.cmdline',
  'proc.exeline',
  'proc.cwd',
  'proc.env',
  'proc.pid',
  'proc.vpid',
  'proc.ppid',
  'proc.pvpid',
  'proc.pname',
  'proc.pexe',
  'proc.pexepath',
  'proc.pcmdline',
  'proc.aname',
  'proc.aexe',
  'proc.aexepath',
  'proc.acmdline',
  'proc.apid',
  'thread.tid',
  'thread.vtid',
  'thread.ismain',
  'user.uid',
  'user.name',
  'user.homedir',
  'user.shell',
  'user.loginuid',
  'user.loginname',
  'group.gid',
  'group.name',
  'container.id',
  'container.name',
  'container.type',
  'container.image',
  'container.image.repository',
  'container.image.tag',
]);

/**
 * Fields whose value comes from `evt.fd`, and on events of calls that make no descriptor from nothing else, but for whether
 * the event is an enter or an exit event where `evt.fd` is null.
 */
export const FD_FACTS: ReadonlySet<string> = new Set([
  'fd.name',
  'fd.directory',
  'fd.filename',
  'fd.type',
  'fd.sockfamily',
  'fd.l4proto',
]);
