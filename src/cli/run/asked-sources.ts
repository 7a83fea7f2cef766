import { SyssharkError } from '../../errors.js';
import { isLibraryName } from '../../modules/module-name.js';
import { SOURCES, type SourceKind, withSource } from '../../run/sources.js';
import type { RawOptions } from '../command-line/table.js';
import { type PluginFile, pluginFiles } from '../options/plugin-input.js';
import type { ModuleRights } from './module-rights.js';

/**
 * The kinds of sources of a run: those that are built in, and those of modules and libraries which -I and -H name. `warn` is told
 * what libraries say. Throws SyssharkError.
 */
export async function askedSources(
  raw: RawOptions,
  rights: () => Promise<ModuleRights>,
  warn: (line: string) => void,
): Promise<readonly SourceKind[]> {
  const files = pluginFiles(raw);
  for (const { path } of files) (await rights()).giveUpFor(path);
  return sourcesOf(files, warn);
}

/**
 * The kinds of sources of a live capture, which is still root: those that are built in, and those of libraries that -H names, which run
 * as who it continues as. Throws SyssharkError.
 */
export async function liveSources(
  raw: RawOptions,
  rights: () => Promise<ModuleRights>,
  warn: (line: string) => void,
): Promise<readonly SourceKind[]> {
  let sources: readonly SourceKind[] = SOURCES;
  for (const { path, config } of pluginFiles(raw)) {
    if (!isLibraryName(path))
      throw new SyssharkError('USAGE', `${path}: modules have fields of logs, which are read with -I or -r`);
    const account = (await rights()).dropFor(path)?.account;
    const { HostedPlugin } = await import('../../plugins/host/hosted-plugin.js');
    const { withHosted } = await import('../../run/hosted-sources.js');
    const { asUser } = await import('../../run/as-user.js');
    const by = account === undefined ? [] : asUser(account);
    const plugin = await HostedPlugin.load(path, config, { warn, by });
    sources = withHosted(sources, plugin, path);
    if (!plugin.takesCalls) warn(`sysshark: fields of ${path} have no values in system calls, only in events of logs`);
  }
  return sources;
}

/** The kinds of sources that are built in, and those of modules and libraries. Throws SyssharkError. */
export async function sourcesOf(
  files: readonly PluginFile[],
  warn: (line: string) => void,
): Promise<readonly SourceKind[]> {
  let sources: readonly SourceKind[] = SOURCES;
  for (const file of files)
    sources = await (isLibraryName(file.path) ? withLibrary(sources, file, warn) : withModule(sources, file));
  return sources;
}

async function withLibrary(
  sources: readonly SourceKind[],
  { path, config }: PluginFile,
  warn: (line: string) => void,
): Promise<readonly SourceKind[]> {
  const { HostedPlugin } = await import('../../plugins/host/hosted-plugin.js');
  const { withHosted } = await import('../../run/hosted-sources.js');
  return withHosted(sources, await HostedPlugin.load(path, config, { warn }), path);
}

async function withModule(
  sources: readonly SourceKind[],
  { path, config }: PluginFile,
): Promise<readonly SourceKind[]> {
  if (config !== '') throw new SyssharkError('USAGE', `${path} is a module, and takes no settings: -H ${path}`);
  const { userPlugin } = await import('../../modules/user-plugin.js');
  return withSource(sources, await userPlugin(path));
}
