import { createHash } from 'node:crypto';
import type { ReportPage } from '../assets.js';

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (char) => ESCAPED[char] as string);

/** Only this script and this style run, nothing is loaded from anywhere, and no text becomes markup. */
function policyOf({ script, style }: ReportPage): string {
  return [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

/** What a report begins with. `title` may be any text. */
export function beginning(page: ReportPage, title: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policyOf(page))}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<link rel="icon" href="data:,">
<style>${page.style}</style>
`;
}

/** Data of a report, packed (base64): nothing that a browser runs. `name` is ours. */
export const data = (name: string, content: string): string =>
  `<script type="text/plain" class="data" data-name="${name}">${content}</script>\n`;

/** What a report ends with; the script runs when all of it is there. */
export const ending = ({ script }: ReportPage): string => `<script type="module">${script}</script>
</head>
<body></body>
</html>
`;
