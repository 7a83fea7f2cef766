import type { ComponentChildren, JSX } from 'preact';

/** A form of a dialog that ends with the button that saves, and says what stood in the way. */
export function SaveForm(props: {
  problem: string;
  class?: string;
  onSave: (form: FormData) => void;
  children: ComponentChildren;
}): JSX.Element {
  const { problem, onSave, children } = props;
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    onSave(new FormData(event.currentTarget as HTMLFormElement));
  };
  return (
    <form class={props.class} onSubmit={onSubmit}>
      {children}
      <button type="submit" class="chip plain">
        Save
      </button>
      <p role="alert" class="bad">
        {problem}
      </p>
    </form>
  );
}
