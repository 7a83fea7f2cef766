/** What a collector answers: a status of HTTP, and a line about it. */
export interface Reply {
  readonly status: number;
  readonly message: string;
}
