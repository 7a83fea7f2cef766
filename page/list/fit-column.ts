import { changeColumn, NARROWEST, shownColumns } from '../state/columns.js';

const WIDEST = 1200;

/** Makes a column as wide as its title and its texts in sight. */
export function fitColumn(field: string): void {
  const at = shownColumns.value.findIndex((column) => column.field === field);
  const cells = [
    ...document.querySelectorAll<HTMLElement>(`.title:nth-child(${at + 1}), .row > :nth-child(${at + 1})`),
  ];
  const range = document.createRange();
  const widths = cells.map((cell) => {
    range.selectNodeContents(cell);
    const { paddingLeft, paddingRight } = getComputedStyle(cell);
    return range.getBoundingClientRect().width + Number.parseFloat(paddingLeft) + Number.parseFloat(paddingRight);
  });
  changeColumn(field, { width: Math.ceil(Math.min(WIDEST, Math.max(NARROWEST, ...widths))) + 2 });
}
