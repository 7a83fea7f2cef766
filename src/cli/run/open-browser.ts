import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProcessIo } from '../process-io.js';

/** A file that leads a browser to an address. */
interface Redirect {
  remove(): void;
}

const NOTHING: Redirect = { remove: () => undefined };

/** Whether there is a browser that the user would see. */
function hasScreen({ env, isRoot, isStdoutTerminal }: ProcessIo): boolean {
  return isStdoutTerminal && !isRoot && (env['DISPLAY'] ?? env['WAYLAND_DISPLAY'] ?? '') !== '';
}

/**
 * Opens an address in the user's browser, if there is a screen. The address has a secret and the command line of a browser can be read by
 * all users, so the browser is given a file that only this user can read, which is to be removed once the page is there.
 */
export function openBrowser(address: string, processIo: ProcessIo): Redirect {
  if (!hasScreen(processIo)) return NOTHING;
  try {
    const folder = mkdtempSync(join(processIo.env['XDG_RUNTIME_DIR'] ?? tmpdir(), 'sysshark-'));
    const path = join(folder, 'open.html');
    writeFileSync(path, `<!doctype html><meta http-equiv="refresh" content="0; url=${address}">\n`, { mode: 0o600 });
    const child = spawn('xdg-open', [path], { detached: true, stdio: 'ignore' });
    // the address is printed, too
    child.on('error', () => undefined);
    child.unref();
    return { remove: () => rmSync(folder, { recursive: true, force: true }) };
  } catch {
    // without room for a file the address can still be copied
    return NOTHING;
  }
}
