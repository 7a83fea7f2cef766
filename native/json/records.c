// SPDX-License-Identifier: Apache-2.0
/*
 * Finds records in text and writes each as an event block. A record of CloudTrail is an object directly
 * inside an outermost object, as in {"Records":[{…},{…}]}; brackets do not count. An outermost object that
 * says its own time is a record itself: lines of records, arrays of them, single ones. Of other logs, all
 * outermost objects are records, but those that have a list of entries: then the objects in lists directly
 * inside are.
 */
#include <wasm_simd128.h>

#include "../event_block.h"
#include "records.h"

/* Largest payload of an event. */
#define MAX_RECORD 262144
#define LANES ((ptrdiff_t)sizeof(v128_t))
#define PLUGIN_EVENT 322
#define SIZES_BYTES (2 * sizeof(uint32_t))
#define BLOCK_OVERHEAD (sizeof(struct event_block) + SIZES_BYTES + sizeof(uint32_t) + BLOCK_TRAILER_BYTES + 4)
/* The longest name that is looked for, with blanks behind it. */
#define NAME_ROOM 64

/* Why the scan has returned. */
enum outcome { NEEDS_MORE, OUT_FULL, TOO_LARGE, CUT, UNENDED };
/* Why records of CloudTrail are left out, in the order of src/plugins/record-scanner.ts. */
enum { NO_TIME = NOT_JSON + 1, NO_TYPE, IGNORED_TYPE };
enum shape { IS_RECORD, HOLDS_RECORDS, UNKNOWN };

/* Results: where the scan stands, where the blocks end, the record at fault, and counts. */
SHARED const uint8_t *scan_at;
SHARED uint8_t *blocks_end;
SHARED const uint8_t *fault_at;
SHARED uint32_t record_count;
SHARED uint32_t has_object;
SHARED uint32_t left_out[FAULTS];
/* The first parameter of events, and which log it is (enum format). */
SHARED uint32_t plugin_id;
SHARED uint32_t log_format;

/* Counts as of the opening brace of the outermost object. */
static uint32_t count_before;
static uint32_t left_out_before[FAULTS];

/* Whether an outermost object is open, whether it may still be a record, as it was too long to see, whether a
 * text is open, and how many braces are to be passed over. */
static int is_inside;
static int may_be_record;
static int is_in_text;
static uint32_t passed_depth;
/* The last byte that is no blank before the mark at hand. */
static uint8_t byte_before;

struct scan {
	const uint8_t *at;
	const uint8_t *end;
	int is_last;
	struct tape tape;
	uint8_t *out;
	uint8_t *out_limit;
};

/* Forgets what was open in the file before. */
SHARED void begin_file(void)
{
	is_inside = 0;
	is_in_text = 0;
	passed_depth = 0;
	byte_before = 0;
	record_count = 0;
	has_object = 0;
}

/* The next brace or quote; `end` if there is none. */
INLINE const uint8_t *next_mark(const uint8_t *at, const uint8_t *end)
{
	for (; end - at >= LANES; at += LANES) {
		v128_t bytes = wasm_v128_load(at);
		v128_t braces = wasm_v128_or(wasm_i8x16_eq(bytes, wasm_i8x16_const_splat('{')),
					     wasm_i8x16_eq(bytes, wasm_i8x16_const_splat('}')));
		v128_t marks = wasm_v128_or(braces, wasm_i8x16_eq(bytes, wasm_i8x16_const_splat('"')));
		uint32_t found = wasm_i8x16_bitmask(marks);

		if (found != 0)
			return at + __builtin_ctz(found);
	}
	while (at < end && *at != '{' && *at != '}' && *at != '"')
		at++;
	return at;
}

const uint8_t *after_blanks(const uint8_t *at, const uint8_t *end)
{
	while (at < end && (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r'))
		at++;
	return at;
}

/* The byte behind the object that begins at `at`; NULL if it does not end. */
static const uint8_t *object_end(const uint8_t *at, const uint8_t *end)
{
	uint32_t depth = 0;

	for (;;) {
		int has_escape;

		at = next_mark(at, end);
		if (at == end)
			return NULL;
		if (*at == '"') {
			at = text_end(at + 1, end, &has_escape);
			if (at == NULL)
				return NULL;
		} else if (*at == '{') {
			depth++;
		} else if (--depth == 0) {
			return at + 1;
		}
		at++;
	}
}

static int is_bytes(const uint8_t *at, const uint8_t *end, const char *text, uint32_t length)
{
	if (end - at != (ptrdiff_t)length)
		return 0;
	for (uint32_t i = 0; i < length; i++)
		if (at[i] != (uint8_t)text[i])
			return 0;
	return 1;
}

const struct node *text_member(const struct node *object, const char *name, uint32_t length)
{
	const struct node *member = member_of(object, (const uint8_t *)name, length);

	return member != NULL && member->kind == KIND_STRING ? member : NULL;
}

int read_time_of(const struct node *text, uint64_t *ns)
{
	uint8_t plain[256];

	if (text == NULL)
		return 0;
	if ((text->escapes & ESCAPED_VALUE) == 0)
		return read_time(text->value, text->value_end, ns);
	/* longer ones are no times that occur */
	if ((size_t)(text->value_end - text->value) > sizeof(plain))
		return 0;
	return read_time(plain, write_unescaped(text->value, text->value_end, plain), ns);
}

int is_text(const struct node *string, const char *text, uint32_t length)
{
	uint8_t plain[256];

	if ((string->escapes & ESCAPED_VALUE) == 0 ||
	    (size_t)(string->value_end - string->value) > sizeof(plain))
		return is_bytes(string->value, string->value_end, text, length);
	return is_bytes(plain, write_unescaped(string->value, string->value_end, plain), text, length);
}

/* Why a record of CloudTrail is left out; FAULTS if it is not. */
static uint32_t fault_of(const struct node *record, uint64_t *ns)
{
	const struct node *type;

	if (!read_time_of(TEXT_MEMBER(record, "eventTime"), ns))
		return NO_TIME;
	type = TEXT_MEMBER(record, "eventType");
	if (type == NULL)
		return NO_TYPE;
	return IS_TEXT(type, "AwsCloudTrailInsight") ? IGNORED_TYPE : FAULTS;
}

/* Where the payload of a block is. */
static uint8_t *payload_at(uint8_t *out)
{
	return (uint8_t *)((struct event_block *)out)->param_sizes + SIZES_BYTES + sizeof(plugin_id);
}

/* Completes the block of which the payload has been written. */
static uint8_t *complete_block(uint8_t *out, const struct payload *payload, uint64_t ns)
{
	struct event_block *block = (struct event_block *)out;
	const uint32_t size = (uint32_t)(payload->end - payload->at);
	const uint32_t event_bytes =
		(uint32_t)(sizeof(*block) - BLOCK_EVENT_AT + SIZES_BYTES + sizeof(plugin_id)) + size;
	const uint32_t sizes[] = {sizeof(plugin_id), size};

	block->type = BLOCK_EVENT_V2_LARGE;
	block->length = BLOCK_EVENT_AT + EVENT_PADDED_BYTES(event_bytes) + BLOCK_TRAILER_BYTES;
	block->cpu = 0;
	block->ts = ns;
	block->tid = -1;
	block->event_length = event_bytes;
	block->event_type = PLUGIN_EVENT;
	block->param_count = 2;
	__builtin_memcpy(block->param_sizes, sizes, sizeof(sizes));
	__builtin_memcpy((uint8_t *)block->param_sizes + SIZES_BYTES, &plugin_id, sizeof(plugin_id));
	__builtin_memset(payload->end, 0, block->length - BLOCK_TRAILER_BYTES - BLOCK_EVENT_AT - event_bytes);
	__builtin_memcpy(out + block->length - BLOCK_TRAILER_BYTES, &block->length, BLOCK_TRAILER_BYTES);
	return out + block->length;
}

/* Writes the payload of a record and finds its time. Returns why it is left out; FAULTS if it is not. */
static uint32_t take_payload(const struct scan *scan, const uint8_t *end, struct payload *payload,
			     uint64_t *ns)
{
	uint32_t fault;

	if (log_format == GCP_AUDIT)
		return take_gcp_entry(scan->tape.nodes, scan->tape, payload, ns);
	fault = fault_of(scan->tape.nodes, ns);
	if (fault == FAULTS) {
		__builtin_memcpy(payload->at, scan->at, (size_t)(end - scan->at));
		payload->end = payload->at + (end - scan->at);
	}
	return fault;
}

/* Takes the record that begins here. Returns 0 to go on. */
static int take_record(struct scan *scan, enum outcome *outcome)
{
	int is_full;
	uint64_t ns;
	uint32_t fault;
	struct payload payload = {payload_at(scan->out), NULL};
	const uint8_t *end = read_value(scan->tape, scan->at, scan->end, &is_full);
	int is_json = end != NULL;

	if (!is_json)
		end = object_end(scan->at, scan->end);
	if (end == NULL && !scan->is_last && scan->end - scan->at <= MAX_RECORD) {
		*outcome = NEEDS_MORE;
		return 1;
	}
	fault_at = scan->at;
	if (end == NULL && scan->end - scan->at <= MAX_RECORD) {
		record_count++;
		scan->at = scan->end;
		is_inside = 0;
		*outcome = CUT;
		return 1;
	}
	if (end == NULL || end - scan->at > MAX_RECORD) {
		record_count++;
		passed_depth = 1;
		scan->at++;
		*outcome = TOO_LARGE;
		return 1;
	}
	if (scan->out_limit - scan->out < (ptrdiff_t)(end - scan->at + BLOCK_OVERHEAD)) {
		*outcome = OUT_FULL;
		return 1;
	}
	fault = is_json ? take_payload(scan, end, &payload, &ns) : NOT_JSON;
	if (fault == FAULTS)
		scan->out = complete_block(scan->out, &payload, ns);
	else
		left_out[fault]++;
	record_count++;
	scan->at = end;
	return 0;
}

/* Whether the text that begins at `at` is the name of a member eventTime. -1 if that cannot be seen yet. */
static int is_time_name(const uint8_t *at, const uint8_t *end)
{
	static const char name[] = "\"eventTime\"";

	for (uint32_t i = 0; i < sizeof(name) - 1; i++) {
		if (at + i == end)
			return -1;
		if (at[i] != (uint8_t)name[i])
			return 0;
	}
	at = after_blanks(at + sizeof(name) - 1, end);
	return at == end ? -1 : *at == ':';
}

/* Whether the object that begins here has a list first that begins with a record. */
static int begins_with_records(const struct scan *scan)
{
	int has_escape, is_full;
	uint64_t ns;
	const uint8_t *at = after_blanks(scan->at + 1, scan->end);

	if (at == scan->end || *at != '"' || (at = text_end(at + 1, scan->end, &has_escape)) == NULL)
		return 0;
	at = after_blanks(at + 1, scan->end);
	if (at == scan->end || *at != ':')
		return 0;
	at = after_blanks(at + 1, scan->end);
	if (at == scan->end || *at != '[')
		return 0;
	at = after_blanks(at + 1, scan->end);
	return at < scan->end && *at == '{' && read_value(scan->tape, at, scan->end, &is_full) != NULL &&
	       fault_of(scan->tape.nodes, &ns) == FAULTS;
}

/* Whether a list of this name begins here. -1 if that cannot be seen yet. */
static int begins_list(const uint8_t *at, const uint8_t *end, const char *name)
{
	static const char list[] = ":[";

	for (; *name != 0; name++, at++) {
		if (at == end)
			return -1;
		if (*at != (uint8_t)*name)
			return 0;
	}
	for (name = list; *name != 0; name++, at++) {
		at = after_blanks(at, end);
		if (at == end)
			return -1;
		if (*at != (uint8_t)*name)
			return 0;
	}
	return 1;
}

static int begins_entries(const uint8_t *at, const uint8_t *end)
{
	return begins_list(at, end, "\"entries\"") > 0 || begins_list(at, end, "\"receivedMessages\"") > 0;
}

/* What tells the shape of an outermost object: a member of it that begins at a text, what the object is if it
 * has that, and what if it ends without. */
struct tell {
	int (*begins)(const uint8_t *at, const uint8_t *end);
	enum shape with, without;
};

/* What the outermost object that begins here is, as far as it can be seen. */
static inline enum shape told_shape(const struct scan *scan, struct tell tell)
{
	const uint8_t *at = scan->at;
	uint32_t depth = 0;

	for (;; at++) {
		int has_escape;

		at = next_mark(at, scan->end);
		if (at == scan->end)
			return UNKNOWN;
		if (*at == '{') {
			depth++;
		} else if (*at == '}') {
			if (--depth == 0)
				return tell.without;
		} else {
			if (depth == 1 && tell.begins(at, scan->end) > 0)
				return tell.with;
			at = text_end(at + 1, scan->end, &has_escape);
			if (at == NULL)
				return UNKNOWN;
		}
	}
}

/* A record of CloudTrail has a time; a file of it holds records. */
static enum shape shape_of(const struct scan *scan)
{
	if (begins_with_records(scan))
		return HOLDS_RECORDS;
	return told_shape(scan, (struct tell){is_time_name, IS_RECORD, HOLDS_RECORDS});
}

/* The same of another log than CloudTrail. */
static enum shape entry_shape_of(const struct scan *scan)
{
	return told_shape(scan, (struct tell){begins_entries, HOLDS_RECORDS, IS_RECORD});
}

static int take_outermost(struct scan *scan, enum outcome *outcome)
{
	enum shape shape = log_format == CLOUDTRAIL ? shape_of(scan) : entry_shape_of(scan);

	if (shape == UNKNOWN && !scan->is_last && scan->end - scan->at <= MAX_RECORD) {
		*outcome = NEEDS_MORE;
		return 1;
	}
	has_object = 1;
	if (shape == IS_RECORD || (shape == UNKNOWN && log_format != CLOUDTRAIL))
		return take_record(scan, outcome);
	count_before = record_count;
	__builtin_memcpy(left_out_before, left_out, sizeof(left_out));
	is_inside = 1;
	may_be_record = shape == UNKNOWN;
	scan->at++;
	return 0;
}

/* A text directly inside the outermost object. If it is the name eventTime, the object is a record that is
 * too large, and what is inside it are no records. */
static int meet_text(struct scan *scan, enum outcome *outcome)
{
	int is_time = is_inside && may_be_record ? is_time_name(scan->at, scan->end) : 0;

	if (is_time < 0 && !scan->is_last && scan->end - scan->at < NAME_ROOM) {
		*outcome = NEEDS_MORE;
		return 1;
	}
	is_in_text = 1;
	fault_at = scan->at++;
	if (is_time <= 0)
		return 0;
	__builtin_memcpy(left_out, left_out_before, sizeof(left_out));
	record_count = count_before + 1;
	is_inside = 0;
	passed_depth = 1;
	*outcome = TOO_LARGE;
	return 1;
}

/* Goes to the end of the text that is open. Returns whether it is here. */
static int end_text(struct scan *scan)
{
	int has_escape = 0;
	const uint8_t *quote = text_end(scan->at, scan->end, &has_escape);

	if (quote != NULL) {
		scan->at = quote + 1;
		is_in_text = 0;
		return 1;
	}
	/* an odd backslash at the end hides the byte that comes next, and stays */
	const uint8_t *run = scan->end;
	while (run > scan->at && run[-1] == '\\')
		run--;
	scan->at = scan->end - ((scan->end - run) & !scan->is_last);
	return 0;
}

/* Passes over a brace of an object that is no record, or is too large. */
static void pass_brace(const struct scan *scan)
{
	passed_depth += *scan->at == '{' ? 1 : -1;
}

/* Notes the last byte that is no blank between two places. */
static void note_before(const uint8_t *from, const uint8_t *at)
{
	while (at > from && (at[-1] == ' ' || at[-1] == '\n' || at[-1] == '\t' || at[-1] == '\r'))
		at--;
	if (at > from)
		byte_before = at[-1];
}

static int take_mark(struct scan *scan, enum outcome *outcome)
{
	if (*scan->at == '"' && passed_depth == 0)
		return meet_text(scan, outcome);
	if (*scan->at == '"') {
		is_in_text = 1;
	} else if (passed_depth > 0) {
		pass_brace(scan);
	} else if (*scan->at == '{' && is_inside && log_format != CLOUDTRAIL && byte_before == ':') {
		passed_depth = 1;
	} else if (*scan->at == '{') {
		return is_inside ? take_record(scan, outcome) : take_outermost(scan, outcome);
	} else {
		is_inside = 0;
	}
	scan->at++;
	return 0;
}

/*
 * Writes the records of a text as blocks, until the text ends (NEEDS_MORE: what is from scan_at on is needed
 * again, with more behind it, unless it was the last), `out` is full, a record cannot be taken, or the text
 * was the last and ends inside an object that holds records. The memory must be readable for some bytes after
 * the end.
 */
SHARED uint32_t scan_records(const uint8_t *at, const uint8_t *end, uint32_t is_last, uint8_t *out,
			     uint8_t *out_limit, struct node *nodes, struct node *limit)
{
	struct scan scan = {at, end, (int)is_last, {nodes, limit}, out, out_limit};
	enum outcome outcome = NEEDS_MORE;

	while (scan.at < end) {
		if (is_in_text && !end_text(&scan))
			break;
		at = scan.at;
		scan.at = next_mark(at, end);
		note_before(at, scan.at);
		if (scan.at == end || take_mark(&scan, &outcome))
			break;
		/* what is taken is no blank either, and no colon */
		byte_before = 0;
	}
	if (is_last && outcome == NEEDS_MORE && is_inside) {
		is_inside = 0;
		fault_at = scan.end;
		outcome = UNENDED;
	}
	scan_at = scan.at;
	blocks_end = scan.out;
	return outcome;
}
