/** How the bytes of streams are written. */
export type FollowForm = 'ascii' | 'hex' | 'raw' | 'json' | 'http' | 'httpJson';

/** What follow shows, and how. */
export interface FollowOptions {
  readonly form: FollowForm;
  /** Numbers of the streams to show; null for all. */
  readonly streams: ReadonlySet<number> | null;
  readonly only: 'read' | 'written' | null;
  /** Folder with files for each stream; null to write all to one place. */
  readonly folder: string | null;
}
