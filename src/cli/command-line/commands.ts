/** Commands besides capturing and reading: the first word of the command line. */
export interface CommandRow {
  readonly name: string;
  /** Its arguments, as the help shows them. */
  readonly arguments?: string;
  /** The words that its argument can be. */
  readonly choices?: readonly string[];
  readonly completes?: 'file' | 'filter';
  /** One-line description for the help. */
  readonly help: string;
  /** Further description for the manual page. */
  readonly details?: string;
}

const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** No filter can be one of these words, because a filter contains a comparison. */
export const COMMANDS = [
  {
    name: 'doctor',
    help: 'check whether this machine can be captured, and what is missing',
  },
  {
    name: 'follow',
    arguments: '[-r FILE] SELECTOR',
    help: 'show the bytes that went through descriptors, connections or files',
    details:
      'SELECTOR is a filter, such as fd.sport=80 or "fd.num=3 and proc.pid=7". A stream is shown from the first event on that it accepts, by whatever number and from whatever process the bytes come then: copies made by dup and fork belong to the same stream, a number that is used again to another one. What a process writes is marked with >, what it reads with <. A live capture keeps up to 65000 bytes of each call unless -s says otherwise. docs/FOLLOW.md in the package describes the forms.',
  },
  {
    name: 'requests',
    arguments: '[-r FILE] [SELECTOR]',
    help: 'show requests of servers, slowest first, and where their time went',
    details:
      'A request begins with the first bytes that are read from an accepted connection and ends with the last ones that are written to it. HTTP/1 is recognized; of other protocols, a request is what is read until something is written. SELECTOR is a filter, such as proc.name=nginx or fd.sport=80: requests are shown whose connection it accepts. The time of a request is divided: on a CPU, in calls that wait for files, locks or the client, waiting for the upstream connections that are used for it, and behind other requests of its thread. -n NUMBER shows so many; --timeline shows the steps of each, --request NUMBER those of one. A live capture keeps 16000 bytes of each call unless -s says otherwise. docs/REQUESTS.md in the package has more.',
  },
  {
    name: 'explain',
    arguments: '-r FILE EVT#',
    help: 'say what a call asked and why it failed (--explain: a filter)',
    details:
      'EVT# is the number of an event, with which its line begins. What is said comes from the capture: which part of a path is missing, who holds a port, how many descriptors are open, and what happened before on the same descriptor. With --last-error instead of EVT#, the failure is found that most likely ended the program that ended badly last; words are then a filter for its processes. -T words prints each call as a sentence. docs/EXPLAIN.md in the package has more.',
  },
  {
    name: 'diff',
    arguments: 'A B [FILTER]',
    completes: 'file',
    help: 'say how the run in capture B differs from that in A',
    details:
      'Prints what only one of two captures has: programs, processes, files, connections, errors, processes that ended badly; and which calls became slower or faster, more or less frequent, as far as that is no noise. Ids of processes, names of temporary files and ports of clients make no difference. With -j, each line is a JSON object. Tables have the ten largest rows, with -v all. docs/DIFF.md in the package says how change is told from noise.',
  },
  {
    name: 'sql',
    arguments: "FILE... ['select ...']",
    completes: 'file',
    help: 'ask captures in SQL; without a query, prompt for them',
    details:
      "A row is a call that has ended. The views are calls, events (also what is no call, and calls that have not ended), procs, fds, conns and losses; \"describe calls\" lists the columns. Several captures are merged by time. --filter FILTER chooses the events of the views, and scap('FILE', filter => 'FILTER') those of one capture. A query reads nothing but the captures. It needs DuckDB, which an npm package installs; without it, an error says how. docs/SQL.md in the package describes the columns.",
  },
  {
    name: 'export',
    arguments: '--parquet DIR [FILE...] [-- CMD]',
    completes: 'file',
    help: 'write calls as Parquet files, for other programs (--data)',
    details:
      'Writes events, processes, losses and a summary of captures, with the columns of sysshark sql, for DuckDB, ClickHouse, Spark, Trino and others. Files are named after the capture; one that exists is never replaced. Without FILE, it records this machine, or a command and its descendants, and FILTER says what is recorded: files are written every minute (-G), and -w FILE keeps the captures. What calls read and wrote is left out unless --data is given. It needs DuckDB, as sysshark sql does. docs/SQL.md in the package describes the files.',
  },
  {
    name: 'ui',
    arguments: '[FILE] [FILTER] [-- CMD]',
    completes: 'file',
    help: 'look at a capture in the browser, or at this machine',
    details:
      'Without FILE, it records this machine, or a command and its descendants, and FILTER says what is recorded; an interrupt ends the capture, a second one the page. With FILE, FILTER is the first one shown. Serves a page to this machine alone, and prints its address: the list of events with details and bytes, filters, streams. The page stays until the command is interrupted. With ssh -L 8080:127.0.0.1:8080 and --port 8080, the browser can be on another machine. docs/INSPECTOR.md in the package describes the page.',
  },
  {
    name: 'report',
    arguments: 'FILE [FILTER]',
    completes: 'file',
    help: 'write a page with the events of a capture, to send (-o FILE)',
    details:
      'The page is one file, which any browser opens, without sysshark and without a network: the list of events with details and bytes, tables, and filters. It has 200,000 events at most; FILTER chooses them. With -o FILE, which only its owner can read, the file appears when it is whole; without it, the page goes to standard output. docs/INSPECTOR.md in the package says what such a page can do.',
  },
  {
    name: 'ship',
    arguments: '[FILTER] [-- CMD]',
    help: 'capture, and send segments to a collector (--to, --spool)',
    details:
      'What FILTER accepts is written to segments: captures that can be read alone, of ten seconds or 16 MB (-G, -C). Each waits in the folder of --spool until the collector has it on its disk; a capture never waits for the network. Nothing is sent twice or lost when ship, the collector or the machine stops: what is missing is said, and sent as a loss. docs/FLEET.md in the package describes it.',
  },
  {
    name: 'collect',
    arguments: '',
    help: 'take what ship sends from many hosts (--dir, --tokens)',
    details:
      'Each host has a token of its own, and a folder of its own below that of --dir, with a capture for each segment. A segment that cannot be read goes to the folder quarantine. With --parquet DIR, the rows of all hosts go there, in a file for each minute (-G SECONDS), hour and table. docs/FLEET.md in the package describes it.',
  },
  {
    name: 'fetch',
    arguments: 'HOST [FILTER] -w FILE',
    help: 'get a period of what a host has kept (--from, --to, --collector)',
    details:
      'The host runs ship with --ring-dir and --allow-fetch, and the collector has --operators. FILE is one capture with what FILTER accepts of the period. What the host has no longer, or not yet, is said, and the status is 2. docs/FLEET.md in the package describes it.',
  },
  {
    name: 'merge',
    arguments: 'FILE... -w FILE',
    completes: 'file',
    help: 'merge captures into one, ordered by time (-z compresses it)',
  },
  {
    name: 'completion',
    arguments: 'SHELL',
    choices: SHELLS,
    help: 'print the completion script for bash, zsh or fish',
    details: 'For example: source <(sysshark completion bash)',
  },
] as const satisfies readonly CommandRow[];

export type CommandName = (typeof COMMANDS)[number]['name'];
