import { homedir } from 'node:os';
import { join } from 'node:path';
import { SyssharkError } from '../../errors.js';
import type { AwsSettings } from './identity.js';
import { type IniFile, readIni } from './ini-file.js';

type Env = Readonly<NodeJS.ProcessEnv>;
type Lines = ReadonlyMap<string, string>;

const NO_LINES: Lines = new Map();

/** A profile in both files, of which that of credentials counts more. */
export interface Profile {
  readonly name: string;
  readonly lines: Lines;
  readonly services: Lines;
  /** The session of SSO that it names. */
  readonly sso: Lines;
}

/** The shared files of the AWS tools, which settings or the environment may name. */
export class Profiles {
  /** Where the files are looked for, if nothing names them. */
  readonly folder: string;
  private readonly asked: string;
  private readonly config: IniFile;
  private readonly credentials: IniFile;

  /** Reads them. Throws SyssharkError IO for a file that is named and not there. */
  constructor(env: Env, settings: AwsSettings) {
    this.folder = join(env['HOME'] || homedir(), '.aws');
    this.asked = settings.profile || env['AWS_PROFILE'] || env['AWS_DEFAULT_PROFILE'] || '';
    this.config = this.read(settings.config || env['AWS_CONFIG_FILE'], 'config');
    this.credentials = this.read(settings.credentials || env['AWS_SHARED_CREDENTIALS_FILE'], 'credentials');
  }

  /** The profile that is used. Throws SyssharkError USAGE if one is asked for that is not there. */
  get used(): Profile {
    return this.asked === '' ? (this.find('default') ?? this.made('default', [])) : this.of(this.asked);
  }

  /** A profile. Throws SyssharkError USAGE if it is not there. */
  of(name: string): Profile {
    const found = this.find(name);
    if (found !== null) return found;
    throw new SyssharkError('USAGE', `the AWS profile "${name}" is in no configuration file`);
  }

  private find(name: string): Profile | null {
    const { config, credentials } = this;
    const ofConfig = config.get(`profile ${name}`) ?? (name === 'default' ? config.get('default') : undefined);
    const found = [ofConfig, credentials.get(name)].filter((lines) => lines !== undefined);
    return found.length === 0 ? null : this.made(name, found);
  }

  private made(name: string, found: readonly Lines[]): Profile {
    const lines = new Map(found.flatMap((one) => [...one]));
    const section = (kind: string, setting: string): Lines =>
      this.config.get(`${kind} ${lines.get(setting)}`) ?? NO_LINES;
    return { name, lines, services: section('services', 'services'), sso: section('sso-session', 'sso_session') };
  }

  private read(asked: string | undefined, name: string): IniFile {
    return readIni(asked || join(this.folder, name), Boolean(asked));
  }
}
