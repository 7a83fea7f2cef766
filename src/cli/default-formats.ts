/** Default line, as it goes to files and pipes. */
export const PLAIN_FORMAT = '*%evt.num %evt.outputtime %evt.cpu %proc.name (%thread.tid) %evt.dir %evt.type %evt.info';

/** Default line on a terminal: with the process beside the thread. */
export const TERMINAL_FORMAT =
  '*%evt.num %evt.outputtime %evt.cpu %proc.name (%proc.pid.%thread.tid) %evt.dir %evt.type %evt.info';

/** -pc: with the container and the thread's number in it. */
const CONTAINER_FORMAT =
  '*%evt.num %evt.outputtime %evt.cpu %container.name (%container.id) %proc.name (%thread.tid:%thread.vtid) %evt.dir %evt.type %evt.info';

/** Formats that have a letter: -pp, -pc. */
export const NAMED_FORMATS: Readonly<Record<string, string>> = { p: PLAIN_FORMAT, c: CONTAINER_FORMAT };
