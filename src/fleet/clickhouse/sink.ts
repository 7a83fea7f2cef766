import { join } from 'node:path';
import type { Batch } from '../batch-folder.js';
import type { BatchSink } from '../batcher.js';
import { ClickHouseClient, ClickHouseError, type ClientParts } from './client.js';
import { STATEMENTS } from './tables.js';

/** Errors that say that tables are missing, or older than this program: NO_SUCH_COLUMN_IN_TABLE, UNKNOWN_TABLE, UNKNOWN_DATABASE. */
const MISSING: ReadonlySet<number | null> = new Set([16, 60, 81]);

/** Inserts the files of batches into the tables of ClickHouse, and makes these where they are missing. */
export class ClickHouseSink implements BatchSink {
  readonly name: string;
  private readonly client: ClickHouseClient;
  private readonly database: string;

  constructor(parts: ClientParts) {
    this.name = parts.address.text;
    this.database = parts.address.database;
    this.client = new ClickHouseClient(parts);
  }

  /** Throws ClickHouseError, and the system's error. */
  async deliver({ folder, files }: Batch, signal: AbortSignal): Promise<void> {
    for (const file of files) await this.insert(folder, file, signal);
  }

  private async insert(folder: string, file: string, signal: AbortSignal): Promise<void> {
    try {
      await this.insertRows(folder, file, signal);
    } catch (error) {
      if (!(error instanceof ClickHouseError && MISSING.has(error.code))) throw error;
      await this.makeTables(signal);
      await this.insertRows(folder, file, signal);
    }
  }

  /** A file is inserted once, however often it is sent: its path has the name of its batch, and is the token. */
  private insertRows(folder: string, file: string, signal: AbortSignal): Promise<void> {
    const [table = ''] = file.split('/');
    return this.client.ask(
      {
        query: `INSERT INTO ${table} FORMAT Parquet`,
        settings: { insert_deduplicate: '1', insert_deduplication_token: file },
        path: join(folder, file),
        database: this.database,
      },
      signal,
    );
  }

  private async makeTables(signal: AbortSignal): Promise<void> {
    const rest = { settings: {}, path: null };
    await this.client.ask({ query: `create database if not exists ${this.database}`, database: null, ...rest }, signal);
    for (const query of STATEMENTS) await this.client.ask({ query, database: this.database, ...rest }, signal);
  }
}
