import type { Ora } from 'ora';

/** Shows on standard error, while a long job runs, how far it has come. */
export interface Progress {
  /** Replaces the text; cheap enough for each batch. */
  update(text: string): void;
  /** Takes it off the screen. Idempotent. */
  stop(): void;
}

const SILENT: Progress = { update: () => undefined, stop: () => undefined };

/** Progress on a terminal; one that shows nothing where standard error is none. `ora` is loaded only when it shows. */
export async function startProgress(text: string, isTerminal: boolean): Promise<Progress> {
  if (!isTerminal) return SILENT;
  const { default: ora } = await import('ora');
  const spinner: Ora = ora({ text, discardStdin: false, hideCursor: false }).start();
  return {
    update: (next) => {
      spinner.text = next;
    },
    stop: () => {
      spinner.stop();
    },
  };
}
