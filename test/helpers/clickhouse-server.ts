import { createWriteStream, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';

/** A question to the HTTP interface of ClickHouse. */
export interface ClickHouseQuestion {
  readonly query: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  /** A file with the body; it is removed once there is an answer. */
  readonly path: string;
}

/** What it answers. */
export interface ClickHouseAnswer {
  readonly status: number;
  readonly text: string;
}

/** A server with the HTTP interface of ClickHouse on loopback; `answer` is asked one question after the other. */
export async function startClickHouse(
  folder: string,
  answer: (question: ClickHouseQuestion) => ClickHouseAnswer | Promise<ClickHouseAnswer>,
): Promise<{ readonly address: string; stop(): Promise<void> }> {
  let count = 0;
  let last: Promise<unknown> = Promise.resolve();
  const server = createServer((request, response) => {
    const path = `${folder}/body-${count++}`;
    const parameters = Object.fromEntries(new URL(request.url ?? '/', 'http://x').searchParams);
    const received = pipeline(request, createWriteStream(path));
    last = Promise.all([last, received])
      .then(() => answer({ query: parameters['query'] ?? '', parameters, headers: request.headers, path }))
      .catch((error: Error): ClickHouseAnswer => ({ status: 500, text: error.message }))
      .then(({ status, text }) => {
        rmSync(path, { force: true });
        response.writeHead(status, { 'content-type': 'text/plain' }).end(text);
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
