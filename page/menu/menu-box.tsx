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
      <div class="menu" role="menu" aria-label={menu.label} ref={box} onKeyDown={(event) => onKey(event, box.current)}>
        {menu.items.map((item) => (
          <Line key={item.title} item={item} unfolded={unfolded} />
        ))}
      </div>
    </>
  );
}

function Line({ item, unfolded }: { item: MenuItem; unfolded: { value: string } }): JSX.Element {
  const isUnfolded = unfolded.value === item.title;
  const act = () => {
    if (item.items !== undefined) unfolded.value = isUnfolded ? '' : item.title;
    else {
      closeMenu();
      item.run?.();
    }
  };
  if (item.run === undefined && item.items === undefined) {
    return (
      <div class="heading" role="presentation">
        {item.title}
      </div>
    );
  }
  return (
    <>
      {item.isPart === true && <hr aria-hidden="true" />}
      <button
        type="button"
        role={item.isChecked === undefined ? 'menuitem' : 'menuitemcheckbox'}
        aria-checked={item.isChecked}
        aria-expanded={item.items === undefined ? undefined : isUnfolded}
        tabIndex={-1}
        class={item.mark}
        onClick={act}
      >
        <span class="tick">{item.isChecked === true ? '✓' : ''}</span>
        <span class="title">{item.title}</span>
        {item.items !== undefined && <span class="dim">{isUnfolded ? '▾' : '▸'}</span>}
        {item.key !== undefined && <kbd>{item.key}</kbd>}
      </button>
      {isUnfolded && (
        <div class="within" role="group" aria-label={item.title}>
          {item.items?.map((inner) => (
            <Line key={inner.title} item={inner} unfolded={unfolded} />
          ))}
        </div>
      )}
    </>
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
