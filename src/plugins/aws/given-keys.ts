import { isObject } from '../../bytes/json-object.js';
import type { TimedKeys } from './key-source.js';

/** What is said of an answer without keys. */
export const NO_KEYS = 'there are no keys in the answer';

/** What JSON calls the parts of keys. */
interface KeyNames {
  readonly id: string;
  readonly secret: string;
  readonly token: string;
  /** Until when they hold: as text, or in ms since the epoch. */
  readonly until: string;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const timeOf = (value: unknown): number | null => {
  if (isText(value)) return Date.parse(value);
  return typeof value === 'number' ? value : null;
};

/** JSON; null for what is none. The message of the parser is left out: it has a part of the text, which may be a secret. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The keys that JSON has by these names; null if it has none. */
export function keysNamed(said: unknown, names: KeyNames): TimedKeys | null {
  if (!isObject(said)) return null;
  const [accessKeyId, secretAccessKey, sessionToken] = [said[names.id], said[names.secret], said[names.token]];
  if (!isText(accessKeyId) || !isText(secretAccessKey)) return null;
  const until = timeOf(said[names.until]);
  if (Number.isNaN(until)) return null;
  return { keys: { accessKeyId, secretAccessKey, ...(isText(sessionToken) && { sessionToken }) }, until };
}

/** What machines of AWS, and commands, call them; machines name the token otherwise (`token`). */
export const givenKeys = (said: unknown, token: 'Token' | 'SessionToken'): TimedKeys | null =>
  keysNamed(said, { id: 'AccessKeyId', secret: 'SecretAccessKey', token, until: 'Expiration' });
