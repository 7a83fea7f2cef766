import { setClient } from './api/client.js';
import { SERVER } from './api/server-client.js';
import { takeToken } from './api/token.js';
import { open } from './app/open.jsx';

takeToken();
setClient(SERVER);
open();
