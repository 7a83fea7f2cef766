import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { execa } from 'execa';
import type { makeScratch } from './scratch.js';

type Scratch = ReturnType<typeof makeScratch>;

const MOST_TRIES = 500;
const PAUSE_MS = 20;

/** A port that was just free. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** What an nginx serves besides `www`, and how it logs. */
export interface NginxOptions {
  readonly port: number;
  /** More of its server block. */
  readonly locations?: string;
  /** Format of access.log. */
  readonly log?: string;
}

const configuration = (scratch: Scratch, { port, locations = '', log }: NginxOptions): string => `
daemon off;
user root;
worker_processes 1;
pid ${scratch.path('nginx.pid')};
error_log ${scratch.path('error.log')};
events { worker_connections 64; }
http {
  ${log === undefined ? '' : `log_format own '${log}';`}
  access_log ${scratch.path('access.log')} ${log === undefined ? '' : 'own'};
  client_body_temp_path ${scratch.path('body')};
  proxy_temp_path ${scratch.path('proxy')};
  fastcgi_temp_path ${scratch.path('fastcgi')};
  uwsgi_temp_path ${scratch.path('uwsgi')};
  scgi_temp_path ${scratch.path('scgi')};
  server { listen 127.0.0.1:${port}; root ${scratch.path('www')}; ${locations} }
}
`;

/** Whether a web server answers at a port. */
async function answers(port: number): Promise<boolean> {
  const { exitCode } = await execa('curl', ['-s', '-o', '/dev/null', `http://127.0.0.1:${port}/`], { reject: false });
  return exitCode === 0;
}

/** Resolves once a web server answers at a port (requests for "/"). */
export async function untilAnswered(port: number): Promise<void> {
  for (let tries = 0; !(await answers(port)); tries++) {
    if (tries === MOST_TRIES) throw new Error(`nothing answers at port ${port}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** Starts an nginx that serves `www` of a scratch folder, with a page index.html; resolves once it answers. */
export async function startNginx(scratch: Scratch, options: NginxOptions): Promise<{ stop(): Promise<void> }> {
  mkdirSync(scratch.path('www'), { recursive: true });
  writeFileSync(scratch.path('www/index.html'), '<h1>Welcome to nginx!</h1>\n');
  writeFileSync(scratch.path('nginx.conf'), configuration(scratch, options));
  const nginx = execa('nginx', ['-p', scratch.path('.'), '-c', scratch.path('nginx.conf')], { reject: false });
  await untilAnswered(options.port);
  return {
    stop: async () => {
      nginx.kill('SIGTERM');
      await nginx;
    },
  };
}
