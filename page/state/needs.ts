import { currentClient } from '../api/client.js';
import { isLog } from './store.js';

/** What something needs: system calls, which logs do not have, or a server, which reports do not have. */
export interface Needs {
  readonly needsCalls?: true | undefined;
  readonly needsServer?: true | undefined;
}

/** Why something does nothing for what is looked at; null if it can do something. */
export function whyNot({ needsCalls, needsServer }: Needs): string | null {
  if (needsServer === true && currentClient().isReport) return 'A report does not have this.';
  if (needsCalls === true && isLog.value) return 'This is about system calls, which a log does not have.';
  return null;
}
