/** What may change the value of a field of a thread: system calls of the thread, or of any thread, or more than system calls. */
export const SCOPE = { OWN: 0, ALL: 1, OUTSIDE: 2 } as const;

/**
 * Fields whose value comes from `evt.thread`, `evt.view.tid` and what ThreadTable.changes counts, and from nothing else: all
 * events of a thread have the same until then. Use of memory and of descriptors is not among them. With the SCOPE of each.
 */
export const THREAD_FACTS: ReadonlyMap<string, number> = new Map([
  ['proc.name', SCOPE.OWN],
  ['proc.exe', SCOPE.OWN],
  ['proc.exepath', SCOPE.OWN],
  ['proc.args', SCOPE.OWN],
  ['proc.cmdline', SCOPE.OWN],
  ['proc.exeline', SCOPE.OWN],
  ['proc.pid', SCOPE.OWN],
  ['proc.vpid', SCOPE.OWN],
  ['thread.tid', SCOPE.OWN],
  ['thread.vtid', SCOPE.OWN],
  ['user.uid', SCOPE.OWN],
  ['user.loginuid', SCOPE.OWN],
  ['group.gid', SCOPE.OWN],
  ['container.id', SCOPE.OWN],
  ['proc.env', SCOPE.ALL],
  ['proc.ppid', SCOPE.ALL],
  ['proc.pvpid', SCOPE.ALL],
  ['proc.pname', SCOPE.ALL],
  ['proc.pexe', SCOPE.ALL],
  ['proc.pexepath', SCOPE.ALL],
  ['proc.pcmdline', SCOPE.ALL],
  ['proc.aname', SCOPE.ALL],
  ['proc.aexe', SCOPE.ALL],
  ['proc.aexepath', SCOPE.ALL],
  ['proc.acmdline', SCOPE.ALL],
  ['proc.apid', SCOPE.ALL],
  ['thread.ismain', SCOPE.ALL],
  ['user.name', SCOPE.ALL],
  ['user.homedir', SCOPE.ALL],
  ['user.shell', SCOPE.ALL],
  ['user.loginname', SCOPE.ALL],
  ['group.name', SCOPE.ALL],
  // getcwd may change it too, where it passes the filter
  ['proc.cwd', SCOPE.OUTSIDE],
  ['container.name', SCOPE.OUTSIDE],
  ['container.type', SCOPE.OUTSIDE],
  ['container.image', SCOPE.OUTSIDE],
  ['container.image.repository', SCOPE.OUTSIDE],
  ['container.image.tag', SCOPE.OUTSIDE],
]);

/** Those of them that may come from a descriptor: execveat names a program by one. */
export const THREAD_FACTS_OF_FDS: ReadonlySet<string> = new Set(['proc.exepath', 'proc.pexepath', 'proc.aexepath']);

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

/** Fields that look at other descriptors of the process than the one that their event is about or begins its path at. */
export const OTHER_FDS: ReadonlySet<string> = new Set([
  ...['stdin', 'stdout', 'stderr'].flatMap((stream) => [`proc.${stream}.type`, `proc.${stream}.name`]),
  'proc.fdopencount',
  'proc.fdusage',
  'fd.types',
]);
