import { render } from 'preact';
import { takeToken } from './api/token.js';
import { App } from './app/app.jsx';
import { listenToKeys } from './keys/listen.js';
import { start } from './state/start.js';
import { startStrips } from './state/strips.js';
import './style/page.css';

takeToken();
render(<App />, document.body);
listenToKeys();
startStrips();
void start();
