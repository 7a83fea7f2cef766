import { effect, type Signal, signal } from '@preact/signals';

function read<T>(key: string, otherwise: T): T {
  try {
    const text = localStorage.getItem(key);
    return text === null ? otherwise : (JSON.parse(text) as T);
  } catch {
    return otherwise;
  }
}

/** A signal that this browser remembers. */
export function kept<T>(name: string, otherwise: T): Signal<T> {
  const key = `sysshark.${name}`;
  const value = signal(read(key, otherwise));
  effect(() => {
    try {
      localStorage.setItem(key, JSON.stringify(value.value));
    } catch {
      // a browser that keeps nothing forgets it
    }
  });
  return value;
}
