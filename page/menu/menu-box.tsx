import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { closeMenu, type MenuItem, type OpenMenu, openMenu } from './menu.js';

const MARGIN = 6;

/** The open menu, if there is one. */
export function Menu(): JSX.Element | null {
  const menu = openMenu.value;
  return menu === null ? null : <MenuBox key={`${menu.label}${menu.x},${menu.y}`} menu={menu} />;
}

function MenuBox({ menu }: { menu: OpenMenu }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const unfolded = useSignal('');
  // its height changes with the lines that are shown
  void unfolded.value;
  useLayoutEffect(() => {
    const { current } = box;
    if (current === null) return;
    const { width, height } = current.getBoundingClientRect();
    current.style.left = `${Math.max(MARGIN, Math.min(menu.x, innerWidth - width - MARGIN))}px`;
    current.style.top = `${Math.max(MARGIN, Math.min(menu.y, innerHeight - height - MARGIN))}px`;
  });
  useLayoutEffect(() => focusable(box.current)[0]?.focus(), []);
  return (
    <>
      <div class="shade" onPointerDown={closeMenu} onContextMenu={(event) => event.preventDefault()} />
      <div
        class="menu"
        role="menu"
        aria-label={menu.label}
        ref={box}
        onKeyDown={(event) => onKey(event, box.current)}
        onContextMenu={(event) => event.preventDefault()}
      >
        {menu.items.map((item) => (
          <Line key={item.title} item={item} unfolded={unfolded} />
        ))}
      </div>
    </>
  );
}

interface LineProps {
  readonly item: MenuItem;
  /** The title of the line whose lines are shown. */
  readonly unfolded: { value: string };
}

function Line({ item, unfolded }: LineProps): JSX.Element {
  if (item.run === undefined && item.items === undefined) {
    return (
      <div class="heading" role="presentation">
        {item.title}
      </div>
    );
  }
  return (
    <>
      {item.isPart === true && <hr />}
      <Choice item={item} unfolded={unfolded} />
      {item.items !== undefined && unfolded.value === item.title && (
        <div class="within" role="group" aria-label={item.title}>
          {item.items.map((inner) => (
            <Line key={inner.title} item={inner} unfolded={unfolded} />
          ))}
        </div>
      )}
    </>
  );
}

function Choice({ item, unfolded }: LineProps): JSX.Element {
  const { title, about = '', items, key, isChecked, run } = item;
  const isUnfolded = unfolded.value === title;
  const act = () => {
    if (items !== undefined) unfolded.value = isUnfolded ? '' : title;
    else {
      closeMenu();
      run?.();
    }
  };
  return (
    <button
      type="button"
      role={isChecked === undefined ? 'menuitem' : 'menuitemcheckbox'}
      {...(isChecked === undefined ? {} : { 'aria-checked': isChecked })}
      {...(items === undefined ? {} : { 'aria-expanded': isUnfolded })}
      tabIndex={-1}
      onClick={act}
    >
      <span class="tick" aria-hidden="true">
        {isChecked === true ? '✓' : ''}
      </span>
      <span class="what">
        {title}
        {about !== '' && <small class="dim">{about}</small>}
      </span>
      {items !== undefined && (
        <span class="dim" aria-hidden="true">
          {isUnfolded ? '▾' : '▸'}
        </span>
      )}
      {key !== undefined && <kbd>{key}</kbd>}
    </button>
  );
}

const focusable = (box: HTMLElement | null): HTMLElement[] => [...(box?.querySelectorAll('button') ?? [])];

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 };

function onKey(event: KeyboardEvent, box: HTMLElement | null): void {
  event.stopPropagation();
  const lines = focusable(box);
  const now = lines.indexOf(document.activeElement as HTMLElement);
  const step = STEPS[event.key];
  const isUnfolded = lines[now]?.getAttribute('aria-expanded');
  if (step !== undefined) lines[(now + step + lines.length) % lines.length]?.focus();
  else if (event.key === 'Escape' || event.key === 'Tab') closeMenu();
  else if (event.key === 'ArrowRight' && isUnfolded === 'false') lines[now]?.click();
  else if (event.key === 'ArrowLeft' && isUnfolded === 'true') lines[now]?.click();
  else return;
  event.preventDefault();
}
