// The licences of bundled packages, which must be distributed with the bundle.
import { readdirSync, readFileSync } from 'node:fs';

const PACKAGE = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;
const LICENSE = /^licen[cs]e/i;
const RULE = `\n${'-'.repeat(80)}\n\n`;

function licenseOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const file = readdirSync(folder).find((entry) => LICENSE.test(entry));
  if (file === undefined) throw new Error(`${name} is in the bundle, but ${folder} contains no licence`);
  return `${name} ${version} (${license})\n\n${readFileSync(`${folder}/${file}`, 'utf8').trim()}\n`;
}

/** The licence texts of all packages in a bundle, according to esbuild's metafile. */
export function licensesOf({ inputs }) {
  const folders = Object.keys(inputs).map((path) => PACKAGE.exec(path)?.[0]);
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort().map(licenseOf).join(RULE);
}
