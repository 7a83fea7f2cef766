import { readFileSync } from 'node:fs';
import { SyssharkError } from '../../errors.js';
import { reasonOf } from '../../source/system-error.js';

/** Sections of a file of the AWS tools by their headings, and what each says. Of a setting with settings below, the names are joined by a dot. */
export type IniFile = ReadonlyMap<string, ReadonlyMap<string, string>>;

const HEADING = /^\[\s*([^\]]*?)\s*\]/;
const SETTING = /^(\s*)([^=\s][^=]*?)\s*=\s*(.*?)\s*$/;
const COMMENT = /^\s*[#;]/;
const COMMENT_BEHIND = /\s[#;].*$/;

/** A setting of a line; null if it has none. */
function settingOf(line: string): { readonly isInner: boolean; readonly name: string; readonly value: string } | null {
  const [, indent, name, value] = SETTING.exec(line) ?? [];
  if (indent === undefined || name === undefined || value === undefined) return null;
  return { isInner: indent !== '', name: name.toLowerCase(), value: value.replace(COMMENT_BEHIND, '') };
}

/** The name of the section that a line begins; null if it begins none. */
function headingOf(line: string): string | null {
  const [, heading] = HEADING.exec(line) ?? [];
  return heading === undefined ? null : heading.replace(/["']/g, '').replace(/\s+/g, ' ');
}

/** Reads the text of a file of the AWS tools. Of sections and settings that are there twice, the last count. */
export function parseIni(text: string): IniFile {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  let outer = '';
  for (const line of text.split(/\r?\n/).filter((one) => !COMMENT.test(one))) {
    const heading = headingOf(line);
    const setting = settingOf(line);
    if (heading !== null) {
      section = sections.get(heading) ?? new Map<string, string>();
      sections.set(heading, section);
      outer = '';
    } else if (setting !== null) {
      const { isInner, name, value } = setting;
      if (isInner && outer !== '') section?.set(`${outer}.${name}`, value);
      else {
        outer = name;
        section?.set(name, value);
      }
    }
  }
  return sections;
}

/** Reads a file of the AWS tools; one that is not there is empty unless it `isAsked` for. Throws SyssharkError IO. */
export function readIni(path: string, isAsked: boolean): IniFile {
  try {
    return parseIni(readFileSync(path, 'utf8'));
  } catch (error) {
    if (!isAsked && (error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw new SyssharkError('IO', `cannot read ${path}: ${reasonOf(error)}`, { cause: error });
  }
}
