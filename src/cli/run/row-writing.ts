import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { SyssharkError } from '../../errors.js';
import { BACKLOG_LIMITS, Backlog } from '../../fleet/backlog.js';
import { BatchFolder } from '../../fleet/batch-folder.js';
import { Batcher, type BatchSink } from '../../fleet/batcher.js';
import { readLogin } from '../../fleet/clickhouse/address.js';
import { ClickHouseSink } from '../../fleet/clickhouse/sink.js';
import { FolderLock } from '../../fleet/folder-lock.js';
import { ParquetFolder } from '../../fleet/parquet-folder.js';
import { OWNER_ONLY } from '../../fleet/space.js';
import type { Store } from '../../fleet/store.js';
import { readCertificates } from '../../plugins/http-exchange.js';
import { reasonOf } from '../../source/system-error.js';
import { findDuckDb } from '../../sql/duckdb.js';
import type { ClickHouseRequest, CollectRequest } from '../options/collect-options.js';
import type { ProcessIo } from '../process-io.js';
import { batchWriter } from './batch-program.js';

const sinkOf = ({ address, login, authority }: ClickHouseRequest): ClickHouseSink =>
  new ClickHouseSink({
    address,
    login: login === null ? null : readLogin(login),
    authority: authority === null ? null : readCertificates(authority, '--ca'),
  });

/** Writes the rows of what a collector gets, where that is asked for. */
export class RowWriting {
  readonly backlog: Backlog;
  private readonly folder: string;
  private readonly version: string;
  private readonly warn: ProcessIo['warn'];
  private readonly parquet: ParquetFolder | null;
  private readonly sinks: readonly BatchSink[];
  private readonly lock: FolderLock;
  private readonly ended = new AbortController();
  private work: Promise<void> | null = null;

  private constructor(request: CollectRequest, version: string, warn: ProcessIo['warn']) {
    const { folder, parquet, clickhouse, age } = request;
    this.folder = folder;
    this.version = version;
    this.warn = warn;
    this.backlog = new Backlog({ ...BACKLOG_LIMITS, age });
    this.parquet = parquet === null ? null : new ParquetFolder(parquet);
    const database = clickhouse === null ? null : sinkOf(clickhouse);
    this.sinks = [this.parquet, database].filter((sink) => sink !== null);
    this.lock = new FolderLock(join(folder, 'lock'), 'this folder: give each collector its own --dir');
  }

  /** Null if no rows are asked for. Throws SyssharkError USAGE where DuckDB is not installed, and for files of secrets. */
  static of(request: CollectRequest, version: string, warn: ProcessIo['warn']): RowWriting | null {
    if (request.parquet === null && request.clickhouse === null) return null;
    findDuckDb();
    return new RowWriting(request, version, warn);
  }

  /** Makes the folders, and keeps other collectors away from them. Throws SyssharkError IO. */
  take(): void {
    this.attempt(() => {
      mkdirSync(this.folder, { recursive: true, mode: OWNER_ONLY });
      this.lock.take();
      this.parquet?.open();
    });
  }

  /** Begins to write what an open store has. Throws SyssharkError IO. */
  start(store: Store): void {
    const { backlog, warn, sinks } = this;
    const folder = new BatchFolder(join(this.folder, 'batches'));
    const batcher = new Batcher({ store, backlog, folder, write: batchWriter(this.version), sinks, warn });
    this.attempt(() => batcher.open());
    this.work = batcher.run(this.ended.signal);
  }

  /** Ends it; what is not written yet is written by the next collector. Idempotent. */
  async close(): Promise<void> {
    this.ended.abort();
    await this.work;
    this.lock.release();
  }

  private attempt(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (error instanceof SyssharkError) throw error;
      throw new SyssharkError('IO', `cannot use the folder ${this.folder}: ${reasonOf(error)}`, { cause: error });
    }
  }
}
