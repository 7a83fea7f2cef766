import { SyssharkError } from '../../errors.js';

/** What stops tshark besides the time, and what to use instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  packets: 'to stop after so many events, use -n',
  filesize: 'to start a new file after so many megabytes, use -C',
  files: 'to keep so many files, use -W',
};

/** The seconds of -a duration:N, as tshark takes them; undefined without -a. Throws SyssharkError USAGE. */
export function secondsOf(autostop: string | undefined): string | undefined {
  if (autostop === undefined) return undefined;
  const [, name = '', value = ''] = /^([^:]*):(.*)$/su.exec(autostop) ?? [];
  if (name === 'duration') return value;
  const hint = INSTEAD[name];
  throw new SyssharkError('USAGE', `-a takes duration:N, not "${autostop}"${hint === undefined ? '' : `; ${hint}`}`);
}
