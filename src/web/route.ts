import type { ServerResponse } from 'node:http';

/** A request that is served. */
export interface Call {
  /** The number in its path; -1 if the route has none. */
  readonly id: number;
  readonly query: URLSearchParams;
  readonly body: string;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** For answers that go on. */
  readonly response: ServerResponse;
}

/** What is answered at a path. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** Parts of the path; ID stands for a number. */
  readonly path: string;
  /** The answer, which is sent as JSON; undefined if it has written the response itself. Throws RequestError. */
  readonly answer: (call: Call) => unknown;
}

/** A request that cannot be served, and the status to say so. */
export class RequestError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const ID = 'ID';
const NUMBER = /^\d{1,15}$/;

/** The number that a path has where a route has ID, -1 for none; null if it is another path. */
function idIn(path: string, given: string): number | null {
  const parts = path.split('/');
  const others = given.split('/');
  if (parts.length !== others.length) return null;
  let id = -1;
  for (const [i, part] of parts.entries()) {
    const other = others[i] as string;
    if (part !== ID) {
      if (part !== other) return null;
    } else if (NUMBER.test(other)) id = Number(other);
    else return null;
  }
  return id;
}

/** The route of a request, and the number in its path. Throws RequestError. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { readonly route: Route; readonly id: number } {
  let isKnown = false;
  for (const route of routes) {
    const id = idIn(route.path, path);
    if (id === null) continue;
    if (route.method === method) return { route, id };
    isKnown = true;
  }
  throw isKnown ? new RequestError(405, 'not with this method') : new RequestError(404, 'there is no such path');
}

/** What a body says, each member to be checked. Throws RequestError 400. */
export function jsonIn<T>(body: string): { readonly [K in keyof T]?: unknown } {
  try {
    return (JSON.parse(body) as { readonly [K in keyof T]?: unknown } | null) ?? {};
  } catch {
    throw new RequestError(400, 'the body is no JSON');
  }
}

/** A whole number of a query. Throws RequestError 400. */
export function numberIn(
  query: URLSearchParams,
  name: string,
  { min, max, preset }: { readonly min: number; readonly max: number; readonly preset?: number },
): number {
  const text = query.get(name);
  if (text === null && preset !== undefined) return preset;
  const value = NUMBER.test(text ?? '') ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new RequestError(400, `${name} is a number from ${min} to ${max}`);
}
