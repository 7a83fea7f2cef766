const ENTITY = /&(?:#x([\da-f]+)|#(\d+)|(amp|lt|gt|quot|apos));/gi;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const unescaped = (text: string): string =>
  text.replace(ENTITY, (_, hex?: string, decimal?: string, name = '') =>
    hex !== undefined || decimal !== undefined
      ? String.fromCodePoint(Math.min(Number.parseInt(hex ?? decimal ?? '', hex === undefined ? 10 : 16), 0x10ffff))
      : (NAMED[(name as string).toLowerCase()] ?? ''),
  );

/** What is inside each element of a name, as it is written. No such element may be inside another one: answers of AWS have none. */
export function elementsOf(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}(?:\\s[^<>]*)?>([^]*?)</${name}\\s*>`, 'g'))].map(
    ([, inner = '']) => inner,
  );
}

/** The text of the first element of a name; '' if it is empty or not there. */
export function textOf(xml: string, name: string): string {
  const [inner = ''] = elementsOf(xml, name);
  return unescaped(inner);
}
