import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { focusList } from '../state/focus.js';
import { dialog } from '../state/store.js';

/** A window above the page; Esc and a click outside close it. */
export function DialogBox({ label, children }: { label: string; children: ComponentChildren }): JSX.Element {
  const box = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    box.current?.showModal();
    return focusList;
  }, []);
  const own = useRef(dialog.peek());
  // the browser says so later, when another one may be open
  const close = () => {
    if (dialog.value === own.current) dialog.value = null;
  };
  const onClick = (event: MouseEvent) => {
    if (event.target === box.current) close();
  };
  return (
    <dialog ref={box} aria-label={label} onCancel={close} onClose={close} onClick={onClick}>
      <div class="inside">
        <h2>{label}</h2>
        {children}
      </div>
    </dialog>
  );
}
