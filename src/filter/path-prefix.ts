import { compileGlob, isGlob } from './glob.js';

type Component = (text: string) => boolean;

/**
 * Compiles the test whether a path begins with one of `prefixes`, component by component: /var is a prefix of /var/log
 * but not of /variable. A component of a prefix may be a glob pattern.
 */
export function compilePathPrefixes(prefixes: readonly string[]): (path: string) => boolean {
  const compiled = prefixes.map((prefix) => components(prefix).map(compileComponent));
  return (path) => {
    const parts = components(path);
    return compiled.some((prefix) => prefix.length <= parts.length && prefix.every((test, i) => test(parts[i] ?? '')));
  };
}

function components(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}

function compileComponent(text: string): Component {
  return isGlob(text) ? compileGlob(text) : (part) => part === text;
}
