import type { ListedEvent } from '../../src/web/protocol.js';
import { type CellKind, kindOf, setText } from './cells.js';

/** The class of rules of the user, which have their colours from the row. */
const OWN = 'own';

/** How a row looks: a class of the style sheet, and full colours (#rrggbb). */
interface RowColour {
  readonly className: string;
  readonly background: string;
  readonly text: string;
}

/** What rows have in common. A new one makes all rows be written again. */
export interface RowLook {
  readonly fields: readonly string[];
  /** Place of each field among an event's cells; -1 for what the row knows itself. */
  readonly cellPlaces: readonly number[];
  /** Where the texts of each field stand, in words of the style sheet; empty: where they usually do. */
  readonly aligns: readonly string[];
  /** How rows of each colour rule look, by index. */
  readonly colours: readonly RowColour[];
  /** Whether rows have the full colours. */
  readonly isClassic: boolean;
  /** The time of an event, at a position. */
  readonly timeOf: (event: ListedEvent, position: number) => string;
}

/** What may change about a row while its event stays. */
export interface RowState {
  readonly isChosen: boolean;
  readonly isMarked: boolean;
  readonly isReference: boolean;
  /** Where the other event of the call is: 'above', 'below'; else empty. */
  readonly partner: string;
}

/** Cells of what an event has without being asked. */
const OWN_CELLS: Readonly<Record<string, (event: ListedEvent, position: number, look: RowLook) => string>> = {
  'evt.num': ({ num }) => String(num),
  'evt.time': (event, position, { timeOf }) => timeOf(event, position),
};

/** A recycled row of the list. */
export class RowView {
  readonly element = document.createElement('div');
  private cells: { readonly element: HTMLElement; readonly kind: CellKind }[] = [];
  private look: RowLook | null = null;
  private event: ListedEvent | null = null;
  private instead = '';
  private position = -1;
  private y = Number.NaN;
  private className = '';
  private colour: RowColour | null = null;

  constructor(id: string) {
    this.element.id = id;
    this.element.setAttribute('role', 'row');
    this.element.className = 'row';
    this.element.hidden = true;
  }

  /** Puts the row in its place, in pixels. */
  place(y: number): void {
    if (y === this.y) return;
    if (Number.isNaN(this.y)) this.element.hidden = false;
    this.y = y;
    this.element.style.transform = `translateY(${y}px)`;
  }

  /** Takes the row out of the list. */
  hide(): void {
    this.y = Number.NaN;
    this.element.hidden = true;
  }

  /** Writes an event into the row, or what is there instead of one: that it is on its way, or was dropped. */
  write(position: number, event: ListedEvent | null, look: RowLook, instead: string): void {
    const isSame = look === this.look && position === this.position && event === this.event;
    if (isSame && instead === this.instead) return;
    if (look !== this.look) this.setColumns(look);
    this.setPosition(position);
    this.event = event;
    this.instead = instead;
    if (event === null) this.writeInstead(instead);
    else this.writeCells(event, look);
  }

  private writeInstead(instead: string): void {
    for (const [index, { element, kind }] of this.cells.entries()) {
      if (index === 0) setText(element, instead);
      else kind.write(element, null);
    }
  }

  private writeCells(event: ListedEvent, look: RowLook): void {
    for (const [index, { element, kind }] of this.cells.entries()) {
      const own = OWN_CELLS[look.fields[index] ?? ''];
      if (own === undefined) kind.write(element, event.cells[look.cellPlaces[index] ?? -1] ?? null);
      else setText(element, own(event, this.position, look));
    }
  }

  /** Shows what is said about the row. */
  setState(state: RowState): void {
    const colour = this.event === null ? null : (this.look?.colours[this.event.colour] ?? null);
    this.setColour(colour);
    let className = colour === null ? 'row' : `row c ${colour.className}`;
    if (state.isChosen) className += ' sel';
    if (state.isMarked) className += ' mark';
    if (state.isReference) className += ' ref';
    if (state.partner !== '') className += ` ${state.partner}`;
    if (className === this.className) return;
    this.className = className;
    this.element.className = className;
    this.element.setAttribute('aria-selected', String(state.isChosen));
  }

  /** What inner elements are coloured by is said to each of them: what they inherit from the row makes the browser look at all. */
  private setColour(colour: RowColour | null): void {
    if (colour === this.colour) return;
    this.colour = colour;
    for (const { element, kind } of this.cells) kind.colour?.(element, colour?.className ?? '');
    if (colour === null || !(colour.className === OWN || this.look?.isClassic === true)) return;
    this.element.style.setProperty('--row', colour.background);
    this.element.style.setProperty('--on-row', colour.text);
  }

  private setPosition(position: number): void {
    if (position !== this.position) this.element.setAttribute('aria-rowindex', String(position + 2));
    this.position = position;
  }

  private setColumns(look: RowLook): void {
    this.look = look;
    this.event = null;
    this.colour = null;
    this.position = -1;
    this.cells = look.fields.map((field, index) => {
      const element = document.createElement('span');
      const kind = kindOf(field);
      element.setAttribute('role', 'gridcell');
      element.className = kind.className;
      element.style.textAlign = look.aligns[index] ?? '';
      return { element, kind };
    });
    this.element.replaceChildren(...this.cells.map(({ element }) => element));
  }
}
