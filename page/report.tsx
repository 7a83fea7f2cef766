import { setClient } from './api/client.js';
import { open } from './app/open.jsx';
import { ReportClient } from './report/report-client.js';
import { unpackReport } from './report/unpack.js';

setClient(new ReportClient(await unpackReport()));
open();
