import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { isAborted, messageOf, RefusedError } from '../api/client.js';
import { view } from '../state/store.js';

/** How long a growing list rests before something about it is asked for again, in ms. */
const REST = 2000;

/** What is known of something about the list's events. */
interface OfView<T> {
  /** The last answer; null while there is none. */
  readonly answer: Signal<T | null>;
  /** Why there is none; null for no reason. */
  readonly problem: Signal<string | null>;
}

const why = (error: unknown): string =>
  error instanceof RefusedError && error.status === 404 ? 'This server does not have this.' : messageOf(error);

/** Keeps something about the events of the list, which `load` asks for; `key` says what. */
export function useOfView<T>(load: (viewId: number, aborted: AbortSignal) => Promise<T>, key = ''): OfView<T> {
  const answer = useSignal<T | null>(null);
  const problem = useSignal<string | null>(null);
  const round = useSignal(0);
  const { id, isComplete } = view.value ?? { id: -1, isComplete: true };
  useEffect(() => {
    if (id < 0) return undefined;
    const loading = new AbortController();
    let rest: ReturnType<typeof setTimeout> | undefined;
    load(id, loading.signal).then(
      (found) => {
        answer.value = found;
        problem.value = null;
        if (!isComplete) rest = setTimeout(() => round.value++, REST);
      },
      (error: unknown) => {
        if (!isAborted(error)) problem.value = why(error);
      },
    );
    return () => {
      loading.abort();
      clearTimeout(rest);
    };
  }, [key, id, isComplete, round.value]);
  return { answer, problem };
}
