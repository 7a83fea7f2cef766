import { render } from 'preact';
import { listenToKeys } from '../keys/listen.js';
import { start } from '../state/start.js';
import { startStrips } from '../state/strips.js';
import '../style/page.css';
import { App } from './app.jsx';

/** Opens the page, once it is known what answers it. */
export function open(): void {
  render(<App />, document.body);
  listenToKeys();
  startStrips();
  void start();
}
