import type { JSX } from 'preact';

/** What is shown to who has no token. */
export function Failure(): JSX.Element {
  return (
    <main class="failure">
      <h1>sysshark</h1>
      <p>This tab may not read the capture.</p>
      <p>
        Open the address that <code>sysshark ui</code> printed: what is behind its # lets you in. Links that you copy
        from the page do not have it; they work in a tab where that address was opened once.
      </p>
    </main>
  );
}
