import type { AwsKeySource, AwsKeys } from './identity.js';

/** Keys, and until when they hold, in ms since the epoch; null for always. */
export interface TimedKeys {
  readonly keys: AwsKeys;
  readonly until: number | null;
}

/** Keys are asked for again so long before they end, in ms: requests are under way. */
const EARLY = 300_000;

const secretsOf = ({ accessKeyId, secretAccessKey, sessionToken }: AwsKeys): readonly string[] =>
  [secretAccessKey, accessKeyId, sessionToken].filter((secret) => secret !== undefined);

const without = (secrets: readonly string[], text: string): string =>
  secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);

/** Keys that are asked for when they are needed, and again before they end. */
export class AskedKeys implements AwsKeySource {
  private readonly ask: () => Promise<TimedKeys>;
  private readonly known = new Set<string>();
  private given: Promise<TimedKeys> | null = null;
  private until = Number.POSITIVE_INFINITY;

  constructor(ask: () => Promise<TimedKeys>) {
    this.ask = ask;
  }

  harmless(text: string): string {
    return without([...this.known], text);
  }

  async get(): Promise<AwsKeys> {
    if (this.given === null || Date.now() >= this.until - EARLY) {
      this.until = Number.POSITIVE_INFINITY;
      this.given = this.ask();
      // another request may have more luck
      this.given.catch(() => {
        this.given = null;
      });
    }
    const { keys, until } = await this.given;
    this.until = until ?? Number.POSITIVE_INFINITY;
    for (const secret of secretsOf(keys)) this.known.add(secret);
    return keys;
  }
}

/** Keys that always hold. */
export const fixedKeys = (keys: AwsKeys): AwsKeySource => ({
  harmless: (text) => without(secretsOf(keys), text),
  get: async () => keys,
});
