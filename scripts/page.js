// Builds dist/page: the page of the inspector in one script and one style sheet, and the file that names them.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licensesOf } from './licenses.js';

const PAGE = 'dist/page';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
rmSync(PAGE, { recursive: true, force: true });
mkdirSync(PAGE, { recursive: true });
const common = {
  bundle: true,
  platform: 'browser',
  target: ['chrome130', 'firefox132', 'safari18'],
  format: 'esm',
  minify: true,
  metafile: true,
  tsconfig: 'page/tsconfig.json',
  legalComments: 'none',
  logLevel: 'warning',
};
const { metafile } = await build({
  ...common,
  entryPoints: { app: 'page/main.tsx' },
  outdir: PAGE,
  entryNames: '[name]-[hash]',
});
// the same page for reports, which have it in themselves
await build({ ...common, entryPoints: { report: 'page/report.tsx' }, outdir: `${PAGE}/report` });

/** The name of the built file that ends so. */
const built = (ending) => basename(Object.keys(metafile.outputs).find((path) => path.endsWith(ending)));

writeFileSync(
  `${PAGE}/index.html`,
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>sysshark</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/a/${built('.css')}">
<script type="module" src="/a/${built('.js')}"></script>
</head>
<body></body>
</html>
`,
);
writeFileSync(`${PAGE}/LICENSES.txt`, licensesOf(metafile));
