/** Default format for files and pipes. */
export const PLAIN_FORMAT = '*%evt.num %evt.outputtime %evt.cpu %proc.name (%thread.tid) %evt.dir %evt.type %evt.info';

/** Default format for a terminal: with the pid and the tid. */
const TERMINAL_FORMAT =
  '*%evt.num %evt.outputtime %evt.cpu %proc.name (%proc.pid.%thread.tid) %evt.dir %evt.type %evt.info';

/** The default format for a terminal, or for files and pipes. */
export function defaultFormat(isTerminal: boolean): string {
  return isTerminal ? TERMINAL_FORMAT : PLAIN_FORMAT;
}

/** -pc: with the container and the vtid. */
const CONTAINER_FORMAT =
  '*%evt.num %evt.outputtime %evt.cpu %container.name (%container.id) %proc.name (%thread.tid:%thread.vtid) %evt.dir %evt.type %evt.info';

/** -pk: as -pc, with the name of the pod instead of the container's. */
const POD_FORMAT = CONTAINER_FORMAT.replace('%container.name', '%k8s.pod.name');

/** Names that -p accepts instead of a format (-pc, -pk), besides DEFAULT_NAME. */
export const NAMED_FORMATS: Readonly<Record<string, string>> = {
  c: CONTAINER_FORMAT,
  container: CONTAINER_FORMAT,
  k: POD_FORMAT,
  kubernetes: POD_FORMAT,
};

/** The argument of -p that prints the default format: -pp. */
export const DEFAULT_NAME = 'p';
