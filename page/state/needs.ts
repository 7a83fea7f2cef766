import { isLog } from './store.js';

/** What something needs: system calls, which logs do not have. */
export interface Needs {
  readonly needsCalls?: true | undefined;
}

/** Why something does nothing for what is looked at; null if it can do something. */
export const whyNot = ({ needsCalls }: Needs): string | null =>
  needsCalls === true && isLog.value ? 'This is about system calls, which a log does not have.' : null;
