/** Default line, as it goes to files and pipes. */
export const PLAIN_FORMAT = '*%evt.num %evt.outputtime %evt.cpu %proc.name (%thread.tid) %evt.dir %evt.type %evt.info';

/** Default line on a terminal: with the process beside the thread. */
const TERMINAL_FORMAT =
  '*%evt.num %evt.outputtime %evt.cpu %proc.name (%proc.pid.%thread.tid) %evt.dir %evt.type %evt.info';

/** The default line for where it goes. */
export function defaultFormat(isTerminal: boolean): string {
  return isTerminal ? TERMINAL_FORMAT : PLAIN_FORMAT;
}

/** -pc: with the container and the thread's number in it. */
const CONTAINER_FORMAT =
  '*%evt.num %evt.outputtime %evt.cpu %container.name (%container.id) %proc.name (%thread.tid:%thread.vtid) %evt.dir %evt.type %evt.info';

/** -pk: with the pod. */
const POD_FORMAT = CONTAINER_FORMAT.replace('%container.name', '%k8s.pod.name');

/** What -p may be given in place of a format, beside DEFAULT_NAME: as letters they are -pc, -pk. */
export const NAMED_FORMATS: Readonly<Record<string, string>> = {
  c: CONTAINER_FORMAT,
  container: CONTAINER_FORMAT,
  k: POD_FORMAT,
  kubernetes: POD_FORMAT,
};

/** What -p is given to have the default format told: -pp. */
export const DEFAULT_NAME = 'p';
