import type { EventSource } from '../source/source.js';
import type { Settings } from './settings.js';

/** What logs are opened with. */
export interface LogParts {
  /** Is told what is left out. */
  readonly warn: (line: string) => void;
  readonly settings: Settings;
  /** The environment, which may say who asks servers, and where they are. */
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** Ends what opening waits for; null for never. */
  readonly ended: AbortSignal | null;
}

/** Opens what follows the name of a plugin in -I. Throws SyssharkError. */
export type OpenLogs = (params: string, parts: LogParts) => EventSource | Promise<EventSource>;
