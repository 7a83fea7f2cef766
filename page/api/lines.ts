import { request } from './client.js';

/** The lines of an answer that goes on (NDJSON), each as it comes. */
export async function* linesOf<T>(path: string, signal: AbortSignal): AsyncGenerator<T> {
  const { body } = await request(path, { signal });
  if (body === null) return;
  let rest = '';
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') yield JSON.parse(line) as T;
  }
}
