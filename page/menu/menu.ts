import { signal } from '@preact/signals';

/** A line of a menu. */
export interface MenuItem {
  readonly title: string;
  /** What is said of it, below the title; empty for nothing. */
  readonly about?: string;
  /** The key that does the same. */
  readonly key?: string;
  readonly isChecked?: boolean;
  /** What it does; none for a heading, or a line that opens others. */
  readonly run?: () => void;
  readonly items?: readonly MenuItem[];
  /** Whether it begins a part of the menu. */
  readonly isPart?: boolean;
}

/** A menu that is open, in pixels of the window. */
export interface OpenMenu {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly items: readonly MenuItem[];
}

/** The menu that is open; null for none. */
export const openMenu = signal<OpenMenu | null>(null);

let before: Element | null = null;

/** Opens a menu at a place of the window. */
export function showMenu(label: string, items: readonly MenuItem[], { x, y }: { x: number; y: number }): void {
  if (openMenu.value === null) before = document.activeElement;
  openMenu.value = items.length === 0 ? null : { label, items, x, y };
}

/** Opens a menu below an element. */
export function showMenuBelow(element: Element, label: string, items: readonly MenuItem[]): void {
  const { left, bottom } = element.getBoundingClientRect();
  showMenu(label, items, { x: left, y: bottom + 2 });
}

/** Closes the menu; what had the focus has it again. */
export function closeMenu(): void {
  openMenu.value = null;
  if (before instanceof HTMLElement) before.focus();
  before = null;
}
