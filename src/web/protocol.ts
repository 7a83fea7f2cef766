/**
 * What the page and the server say to each other. All texts from captures are byte strings: a character for each byte, to be shown as
 * UTF-8 where that is valid. Times are digits: ns since the epoch. A *row* is the position of an event in the whole capture, from 0 on;
 * a *position* is that in a view.
 */

/** A column of the list. */
export interface ColumnInfo {
  /** The field, as formats name it. */
  readonly field: string;
  readonly title: string;
}

/** A rule that colours rows. The first whose filter accepts an event counts. */
export interface ColourRule {
  readonly name: string;
  readonly filter: string;
}

/** A saved filter. */
export interface FilterButton {
  /** Names of menus and the button itself, outermost first. */
  readonly path: readonly string[];
  readonly filter: string;
  /** What is said of it; absent for nothing. */
  readonly comment?: string;
}

/** How far the capture is read. */
export interface Progress {
  /** Events so far. */
  readonly events: number;
  /** Whether all events are read. */
  readonly isComplete: boolean;
  /** Bytes of content read, and in all; null if that is not known. */
  readonly bytes: number;
  readonly size: number | null;
  /** Why it ended before its end, or what is damaged; null for nothing. */
  readonly problem: string | null;
  /** Where the rows begin: those before it were dropped for want of room; null for none. */
  readonly begin: { readonly row: number; readonly num: number; readonly time: string } | null;
  readonly losses: Losses;
}

/** Events that were lost while the capture was recorded. */
export interface Losses {
  /** Places at which events were lost. */
  readonly places: number;
  /** How many events; null if the capture does not say: only who records does. */
  readonly events: number | null;
  /** Whether the capture's filter would have rejected none of them. */
  readonly isExact: boolean;
}

/** `GET /api/capture` */
export interface CaptureInfo {
  readonly name: string;
  /** Whether it comes as things happen. */
  readonly isLive: boolean;
  /** The filter it is recorded with, empty for none; null if it is not being recorded. */
  readonly recordFilter: string | null;
  readonly progress: Progress;
  /** The event source that columns, colours and buttons are for; empty for system calls. */
  readonly profile: string;
  readonly columns: readonly ColumnInfo[];
  /** Fields by which events can be sorted. */
  readonly sortable: readonly string[];
  readonly colours: readonly ColourRule[];
  readonly buttons: readonly FilterButton[];
}

/** A field that can be asked for: `GET /api/fields` answers with all. */
export interface FieldInfo {
  readonly name: string;
  /** The class it is listed in. */
  readonly class: string;
  readonly type: string;
  readonly description: string;
  /** Whether it takes an argument in brackets or after a dot. */
  readonly arg: 'none' | 'allowed' | 'required';
  /** All values that it can have, if they are few. */
  readonly values: readonly string[] | null;
}

/** A value that a field has in the capture. */
export interface KnownValue {
  readonly text: string;
  /** Events that have it; null if that is not known. */
  readonly events: number | null;
}

/** `GET /api/values?field=NAME&prefix=TEXT`: values with the text in them, those that begin with it and are frequent first. */
export interface ValuesAnswer {
  readonly values: readonly KnownValue[];
  /** Whether all values are known that can be; else more are, later. */
  readonly isComplete: boolean;
  /** Why others cannot be known; null for nothing. */
  readonly problem: string | null;
}

/** How events are sorted: by one of CaptureInfo.sortable; those without a value are the last. */
export interface ViewSort {
  readonly field: string;
  readonly isDown: boolean;
}

/** `POST /api/views` */
export interface ViewRequest {
  /** Empty for all events. */
  readonly filter: string;
  /** Another filter that its events pass as well: that of the list in which events are sought; absent or empty for none. */
  readonly within?: string;
  /** evt.num of events that it leaves out whatever they pass: at most 1,000; absent for none. */
  readonly without?: readonly number[];
  /** How they are sorted, if not as captured; each order is a view of its own. */
  readonly sort?: ViewSort | null;
}

/** What `POST /api/views` and `GET /api/views/ID` answer. */
export interface ViewInfo {
  readonly id: number;
  readonly filter: string;
  readonly sort: ViewSort | null;
  /** Events found so far; of a sorted view, those that are sorted. */
  readonly count: number;
  /** How many of them, the first ones, were dropped for want of room. */
  readonly first?: number;
  /** How many times it was sorted: then its events have other positions. */
  readonly sortings?: number;
  /** Whether all events that were read are searched. */
  readonly isComplete: boolean;
  /** The first row that is not searched yet. */
  readonly searched: number;
  /** Why the search ended; null for its end. */
  readonly problem: string | null;
}

/** Why something cannot be answered (status 400 to 499). */
export interface Refusal {
  readonly message: string;
  /** Where in the filter the error is, in characters; null for no place. */
  readonly position: number | null;
}

/** `POST /api/filters`: filters to colour events by, instead of CaptureInfo.colours. */
export interface FilterSetRequest {
  readonly filters: readonly string[];
}

/** What it answers. */
export interface FilterSetAnswer {
  /** What requests for rows name it by. */
  readonly id: number;
  /** What is wrong with each filter, which then accepts nothing; null for nothing. */
  readonly problems: readonly (Refusal | null)[];
}

/** An event in the list. */
export interface ListedEvent {
  readonly row: number;
  /** evt.num */
  readonly num: number;
  readonly time: string;
  /** Index of the colour rule that accepts it; -1 for none. */
  readonly colour: number;
  /** Whether events were lost between the row of the view before it and this one. */
  readonly isAfterLoss?: boolean;
  /** The text of each requested field; null for none. */
  readonly cells: readonly (string | null)[];
}

/** `GET /api/views/ID/rows?from=POSITION&count=N&fields=A,B`; with `colours=ID`, coloured by these filters */
export interface RowsAnswer {
  readonly from: number;
  readonly events: readonly ListedEvent[];
  /** The positions between these events whose own were dropped since the view was sorted. */
  readonly dropped?: readonly number[];
  /** As ViewInfo says it, when these were read. */
  readonly sortings?: number;
}

/** `GET /api/views/ID/position?row=ROW`: the first position in the view at or behind a row, or its count. */
export interface PositionAnswer {
  readonly position: number;
  /** Whether the view has the row itself. */
  readonly isIn: boolean;
}

/**
 * `GET /api/views/ID/strip?bins=N`: how a view's events lie in the capture, in N parts of the same number of events; with `by=time`, of the
 * same time; with `colours=ID`, coloured by these filters.
 */
export interface StripAnswer {
  /** The capture's first row in each part; of the next part that has one, if the part has none. */
  readonly rows: readonly number[];
  /** Events of the view in each part. */
  readonly counts: readonly number[];
  /** Failed ones among them. */
  readonly failed: readonly number[];
  /** The rule of most of those in each part, by samples; -1 for none. */
  readonly colours?: readonly number[];
  /** Whether all rules are searched. */
  readonly isColoured?: boolean;
  /** Places in each part of the capture at which events were lost. */
  readonly lost?: readonly number[];
  /** Whether time never goes back from event to event of the capture. */
  readonly isInOrder: boolean;
  /** Time of the earliest event of the capture, and of the latest. */
  readonly begin: string;
  readonly end: string;
}

/** A field that an event has. */
export interface FieldText {
  readonly name: string;
  readonly text: string;
  /** Where what it tells is in the bytes of the event, if that is one place. */
  readonly at?: readonly [start: number, end: number];
}

/** A value in the payload of an event that is JSON; those in an object or array follow it. */
export interface RecordPart extends FieldText {
  /** Its name or index. */
  readonly label: string;
  /** 1 for what is in the outermost value. */
  readonly depth: number;
  /** Whether it is an object or array; if it is long, it has no text. */
  readonly isOuter: boolean;
  readonly start: number;
  readonly end: number;
}

/** Rows before and after an event that have something in common with it; -1 for none. */
export interface Neighbours {
  readonly previous: number;
  readonly next: number;
}

/** `GET /api/events/ROW`; with `view=ID`, its neighbours are those of the view */
export interface EventDetails {
  readonly row: number;
  readonly num: number;
  readonly time: string;
  /** What the call asks and what came. */
  readonly sentence: string;
  readonly classes: readonly { readonly name: string; readonly fields: readonly FieldText[] }[];
  /** The event's block as it is stored, base64. */
  readonly bytes: string;
  /** Where each parameter is in these bytes. */
  readonly params: readonly { readonly name: string; readonly start: number; readonly end: number }[];
  /** The values in its payload, if that is JSON; a report has none. */
  readonly record: readonly RecordPart[];
  /** The row of the exit event of an enter event, and the other way round; -1 for none. */
  readonly partner: number;
  readonly thread: Neighbours;
  readonly process: Neighbours;
  readonly descriptor: Neighbours;
  /** The nearest failed events. */
  readonly error: Neighbours;
}

/** A piece of a stream, as one call moved it. */
export interface StreamPiece {
  readonly row: number;
  readonly time: string;
  /** Whether the process read it; else it wrote it. */
  readonly isRead: boolean;
  /** The process (a byte string) and thread that moved them, and its number of the descriptor. */
  readonly process: string;
  readonly tid: number;
  readonly fd: number;
  /** base64 */
  readonly bytes: string;
  /** Bytes that the call moved but the capture does not have. */
  readonly missing: number;
}

/** Something else that happened to a descriptor. */
export interface StreamNote {
  readonly row: number;
  readonly time: string;
  readonly text: string;
}

/** `GET /api/streams/ROW`: what went through the descriptor of an event, across dup, fork and exec. */
export interface StreamAnswer {
  readonly name: string;
  readonly pieces: readonly StreamPiece[];
  readonly notes: readonly StreamNote[];
  readonly reads: number;
  readonly writes: number;
  readonly readBytes: number;
  readonly writtenBytes: number;
  /** Whether there is more than is sent. */
  readonly isCut: boolean;
}

/** A request or an answer of HTTP/1 that went through a descriptor. */
export interface HttpMessage {
  /** The event with its first bytes. */
  readonly row: number;
  readonly time: string;
  /** Whether the process read it; else it wrote it. */
  readonly isRead: boolean;
  readonly isRequest: boolean;
  /** Which request of its connection it is, or answers, from 1. */
  readonly exchange: number;
  /** From the end of the request to the end of the answer, in ns; null if it is not known. */
  readonly latency: number | null;
  /** Its first line. */
  readonly line: string;
  /** Names and values, alternately. */
  readonly headers: readonly string[];
  /** base64: the captured part of the body, inflated if all of a compressed one was captured; the first 64 KB of a long one. */
  readonly body: string;
  /** Bytes of the body as it was sent. */
  readonly length: number;
  /** How it was compressed; empty if it was not. */
  readonly coding: string;
  readonly isComplete: boolean;
}

/** `GET /api/streams/ROW/http`: the messages of HTTP/1 that went through the descriptor of an event. */
export interface HttpAnswer {
  readonly name: string;
  readonly messages: readonly HttpMessage[];
  /** Bytes that belong to no message. */
  readonly strayBytes: number;
  /** Whether there is more than is sent. */
  readonly isCut: boolean;
}

/**
 * What a column of a table has: text; numbers; bytes; durations in ns; times as digits, ns since the epoch; counts of calls by how long
 * they took, joined by commas; filters that find the events of a row, which are not shown.
 */
export type StatsType = 'text' | 'count' | 'bytes' | 'duration' | 'time' | 'histogram' | 'filter';

/**
 * `GET /api/stats/NAME?view=ID`: a table about the events of a view; `GET /api/stats` answers with the names. `GET
 * /api/stats/values?view=ID&field=NAME`: how many events have each value of a field.
 */
export interface StatsAnswer {
  readonly columns: readonly { readonly name: string; readonly type: StatsType }[];
  readonly rows: readonly (readonly (string | number | null)[])[];
  /** What else is to be said: what has no row; absent for nothing. */
  readonly notes?: readonly string[];
}

/** `GET /api/views/ID/heat?columns=N`: the calls of a view by when they ended and how long they took. */
export interface HeatAnswer {
  /** Times between which the columns are: N + 1, or none; a column has the time at which it begins. */
  readonly times: readonly string[];
  /** Latencies between which the lines are, in ns: one more than lines, the shortest first. */
  readonly latencies: readonly number[];
  /** Calls in each cell, line after line, the one of the shortest first. */
  readonly counts: readonly number[];
}

/** `GET /api/views/ID/series?interval=NS`: the events of a view, interval by interval, of the whole capture (4000 at most, else 400). */
export interface SeriesAnswer {
  /** When the first interval begins. */
  readonly begin: string;
  readonly events: readonly number[];
  /** Calls that ended, and those of them that failed. */
  readonly calls: readonly number[];
  readonly errors: readonly number[];
  /** Bytes that reads and writes moved. */
  readonly bytes: readonly number[];
  /** Latencies in ns: their sum, and the longest one. */
  readonly latencies: readonly number[];
  readonly longest: readonly number[];
}

/**
 * How events are exported: as a capture; as JSON, an object a line, as `sysshark -j` and `-T ndjson` print it; as CSV of some fields; as the
 * lines of the command line; as a report, which is a page that needs no server.
 */
export type ExportForm = 'scap' | 'json' | 'ndjson' | 'csv' | 'text' | 'report';

/** `POST /api/exports` */
export interface ExportRequest {
  /** The view whose events are exported. */
  readonly view: number;
  readonly form: ExportForm;
  /** The columns of CSV. */
  readonly fields: readonly string[];
  /** Only these rows of the capture; null for all of the view. */
  readonly rows: readonly number[] | null;
  /** Only events before this row of the capture; null for all that are there. */
  readonly before: number | null;
}

/** Where the export can be fetched once, soon, without the token: what browsers download has no headers of a page. */
export interface ExportTicket {
  readonly path: string;
}

/** What a report has of all its events. Rows are positions in the report. */
export interface ReportHead {
  readonly capture: CaptureInfo;
  readonly fields: readonly FieldInfo[];
  /** The filter that chose its events; empty for all. */
  readonly filter: string;
  /** Rows of a block. */
  readonly blockRows: number;
  /** Names of the columns of numbers (u32) that follow it, in order; then those of texts: for each row the place in `texts`. */
  readonly numbers: readonly ReportNumbers[];
  readonly texts: readonly ReportTexts[];
  readonly tables: Readonly<Record<string, StatsAnswer>>;
}

/**
 * The numbers of a row: halves of its time and of evt.num; its colour rule and its partner, each + 1, 0 for none; what thread, process
 * and open file description it has (0 for none); whether its call failed.
 */
export type ReportNumbers =
  | 'timeHigh'
  | 'timeLow'
  | 'numHigh'
  | 'numLow'
  | 'colour'
  | 'partner'
  | 'thread'
  | 'process'
  | 'descriptor'
  | 'failed';

/** All texts that a field has; places begin at 1, 0 is for events that lack it. */
export interface ReportTexts {
  readonly field: string;
  readonly texts: readonly string[];
}

/** The details of some rows of a report. */
export interface ReportBlock {
  readonly fields: readonly ReportBlockField[];
  readonly sentences: readonly string[];
  /** The blocks of all events one after the other, base64, and where each ends. */
  readonly bytes: string;
  readonly ends: readonly number[];
  readonly params: readonly EventDetails['params'][];
}

/** A field in a block; `places` as in ReportTexts, one for each row; null if all rows have the first text. */
export interface ReportBlockField extends ReportTexts {
  readonly class: string;
  readonly places: readonly number[] | null;
}
