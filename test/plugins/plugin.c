/*
 * A plugin for tests: it does what it is told by the parameters of -I, a word for each event or other act,
 * with commas between: a text        an event with this data; its time is the number of the event, in seconds
 *   now, id0, nul, empty      an event whose time or id is filled in, with a NUL in it, or without data
 *   wait, block   a timeout; next_batch does not return
 *   again         all of it once more
 *   hang          alone: open does not return
 *   async, badasync           an asynchronous event from a thread, announced or not
 *   eof, fail, nothing        the end, together with the events before; an error; success without an event
 *   crash, abort, panic       the end of the process
 *   bomb          an event at which the field bomb crashes
 *   type, long, short, foreign, null    an event that is wrong
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef NAME
#define NAME "tester"
#endif
#ifndef PREFIX
#define PREFIX "t"
#endif
#ifndef MANY
#define MANY ""
#endif
#ifndef API
#define API "3.12.0"
#endif
#ifdef CALLS
#define TAKES_CALLS true
#else
#define TAKES_CALLS false
#endif
#define ID 4242
#define SUCCESS 0
#define FAILURE 1
#define TIMEOUT -1
#define END 2
#define SECOND 1000000000ull

struct event {
	uint64_t ts, tid;
	uint32_t len;
	uint16_t type;
	uint32_t nparams;
	uint32_t lengths[2];
	uint32_t id;
	char data[300];
} __attribute__((packed));

struct input {
	const struct event *evt;
	uint64_t num;
	const char *source;
};

struct bytes {
	uint32_t len;
	const void *ptr;
};

struct field {
	const void *res;
	uint64_t res_len;
	uint32_t id;
	const char *name;
	const char *key;
	uint64_t index;
	uint32_t has_arg, type, is_list;
};

struct extraction {
	void *owner;
	void *last_error;
	uint32_t count;
	struct field *fields;
};

static char error[200], config[200];
static const char *left, *all;
static uint64_t made, parsed, last_number;
static int (*handler)(void *owner, const void *event, char *error);
static void *owner;

const char *plugin_get_required_api_version(void)
{
	return API;
}
const char *plugin_get_version(void)
{
	return "0.1.0";
}
const char *plugin_get_name(void)
{
	return NAME;
}
const char *plugin_get_description(void)
{
	return "does what it is told";
}
const char *plugin_get_contact(void)
{
	return "nobody";
}
const char *plugin_get_last_error(void *state)
{
	(void)state;
	return error;
}
#ifndef LACKS_DESTROY
void plugin_destroy(void *state)
{
	(void)state;
	fprintf(stderr, "destroyed\n");
}
#endif

const char *plugin_get_init_schema(uint32_t *type)
{
	*type = 1;
	return "{\"type\":\"object\",\"properties\":{\"useAsync\":{\"type\":\"boolean\"}}}";
}

struct init {
	const char *config;
	void *owner, *last_error;
	const struct {
		void *list;
		void *(*get)(void *owner, const char *name, uint32_t type);
	} * tables;
	void (*log)(void *owner, const char *component, const char *text, uint32_t severity);
};

void *plugin_init(const struct init *in, int *rc)
{
	snprintf(config, sizeof(config), "%s", in->config);
	in->log(in->owner, NULL, "shown", 4);
	in->log(in->owner, NULL, "not shown", 6);
	printf("printed\n");
#ifdef SAYS_USER
	printf("user %u\n", getuid());
#endif
	fflush(stdout);
#ifdef NEEDS_TABLE
	if (!in->tables->get(in->owner, "threads", 4)) {
		snprintf(error, sizeof(error), "no table");
		*rc = FAILURE;
		return (void *)1;
	}
#endif
	*rc = SUCCESS;
	return (void *)1;
}

#ifndef LACKS_OPEN
void *plugin_open(void *state, const char *params, int *rc)
{
	(void)state;
	*rc = SUCCESS;
	if (!strcmp(params, "refuse")) {
		snprintf(error, sizeof(error), "it is told to refuse");
		*rc = FAILURE;
		return NULL;
	}
	if (!strcmp(params, "hang")) {
		fprintf(stderr, "opening\n");
		for (;;)
			pause();
	}
	all = left = strdup(params);
	return (void *)1;
}
#endif
#ifndef NO_SOURCE
void plugin_close(void *state, void *instance)
{
	(void)state;
	(void)instance;
	fprintf(stderr, "closed\n");
}
uint32_t plugin_get_id(void)
{
	return ID;
}
const char *plugin_get_event_source(void)
{
	return "test";
}

static void make(struct event *event, const char *data, size_t length)
{
	static uint64_t number;
	*event = (struct event){.ts = ++number * SECOND,
				.tid = 7,
				.len = 38 + length,
				.type = 322,
				.nparams = 2,
				.lengths = {4, length},
				.id = ID};
	memcpy(event->data, data, length);
	made++;
}

static void *send_async(void *name)
{
	struct {
		uint64_t ts, tid;
		uint32_t len;
		uint16_t type;
		uint32_t nparams, lengths[3], id;
		char data[16];
	} __attribute__((packed)) event = {.ts = UINT64_MAX,
					   .tid = UINT64_MAX,
					   .len = 26 + 16 + 8 + 2,
					   .type = 402,
					   .nparams = 3,
					   .lengths = {4, 8, 2}};
	char why[1024] = "";
	memcpy(event.data, name, 8);
	memcpy(event.data + 8, "hi", 2);
	if (handler(owner, &event, why) != SUCCESS)
		fprintf(stderr, "refused: %s\n", why);
	return NULL;
}

static void from_thread(char *name)
{
	pthread_t thread;
	pthread_create(&thread, NULL, send_async, name);
	pthread_join(thread, NULL);
}

int plugin_next_batch(void *state, void *instance, uint32_t *n, struct event ***events)
{
	static struct event made_events[64];
	static struct event *list[64];
	(void)state;
	(void)instance;
	*events = list;
	for (*n = 0; *n < 64;) {
		size_t length = strcspn(left, ",");
		const char *word = left;
		bool is_last = left[length] == '\0';
		struct event *event = &made_events[*n];
#define IS(text) (length == strlen(text) && !strncmp(word, text, length))
		if (length == 0)
			return END;
		left += length + !is_last;
		if (IS("eof"))
			return END;
		if (IS("again")) {
			left = all;
			continue;
		}
		if (IS("wait"))
			return TIMEOUT;
		if (IS("nothing"))
			return SUCCESS;
		if (IS("fail")) {
			snprintf(error, sizeof(error), "it is told to fail");
			return FAILURE;
		}
		if (IS("block"))
			for (;;)
				pause();
		// what came before is delivered first
		if (*n > 0 && (IS("crash") || IS("abort") || IS("panic"))) {
			left = word;
			return SUCCESS;
		}
		if (IS("crash"))
			*(volatile int *)0 = 1;
		if (IS("abort"))
			abort();
		if (IS("panic")) {
			fprintf(stderr, "panic: ");
			usleep(50000);
			fprintf(stderr,
				"runtime error: index out of range\n\ngoroutine 1 [running]:\nmain.main()\n");
			_exit(2);
		}
		if (IS("async") || IS("badasync")) {
			from_thread(IS("async") ? "my_note" : "unknown");
			continue;
		}
		if (IS("null")) {
			list[(*n)++] = NULL;
			continue;
		}
		make(event, word, IS("empty") ? 0 : length);
		if (IS("now"))
			event->ts = UINT64_MAX;
		if (IS("id0"))
			event->id = 0;
		if (IS("nul"))
			event->data[1] = '\0';
		if (IS("type"))
			event->type = 3;
		if (IS("long"))
			event->len = 0x7fffffff;
		if (IS("short"))
			event->lengths[1] = 1000;
		if (IS("foreign"))
			event->id = 1;
		list[(*n)++] = event;
	}
	return SUCCESS;
}

const char *plugin_event_to_string(void *state, const struct input *in)
{
	static char text[400];
	(void)state;
	if (in->evt->lengths[1] == 0)
		return NULL;
	snprintf(text, sizeof(text), "told %.*s", (int)in->evt->lengths[1], in->evt->data);
	return text;
}
#endif

#ifndef NO_FIELDS
const char *plugin_get_fields(void)
{
	return "[{\"name\":\"" PREFIX ".text\",\"type\":\"string\",\"desc\":\"its data\"},"
	       "{\"name\":\"" PREFIX
	       ".letters\",\"type\":\"string\",\"isList\":true,\"desc\":\"its letters\"},"
	       "{\"name\":\"" PREFIX ".length\",\"type\":\"uint64\",\"desc\":\"length of its data\"},"
	       "{\"name\":\"" PREFIX ".max\",\"type\":\"uint64\",\"desc\":\"a large number\"},"
	       "{\"name\":\"" PREFIX ".sizes\",\"type\":\"uint64\",\"isList\":true,\"desc\":\"numbers\"},"
	       "{\"name\":\"" PREFIX ".long\",\"type\":\"reltime\",\"desc\":\"a duration\"},"
	       "{\"name\":\"" PREFIX ".time\",\"type\":\"abstime\",\"desc\":\"its time\"},"
	       "{\"name\":\"" PREFIX ".isa\",\"type\":\"bool\",\"desc\":\"whether it begins with a\"},"
	       "{\"name\":\"" PREFIX ".ip\",\"type\":\"ipaddr\",\"desc\":\"an address\"},"
	       "{\"name\":\"" PREFIX ".net\",\"type\":\"ipnet\",\"desc\":\"a network\"},"
	       "{\"name\":\"" PREFIX ".char\",\"type\":\"string\",\"desc\":\"a "
	       "letter\",\"arg\":{\"isRequired\":true,\"isIndex\":true}},"
	       "{\"name\":\"" PREFIX ".key\",\"type\":\"string\",\"desc\":\"an "
	       "argument\",\"arg\":{\"isKey\":true,\"isIndex\":true}},"
	       "{\"name\":\"" PREFIX ".config\",\"type\":\"string\",\"desc\":\"its "
	       "configuration\",\"properties\":[\"hidden\"]},"
	       "{\"name\":\"" PREFIX ".parsed\",\"type\":\"uint64\",\"desc\":\"events that were parsed\"},"
	       "{\"name\":\"" PREFIX ".num\",\"type\":\"uint64\",\"desc\":\"number that the host gave\"},"
	       "{\"name\":\"" PREFIX
	       ".many\",\"type\":\"string\",\"desc\":\"two values, though it is no list\"" MANY "},"
	       "{\"name\":\"" PREFIX ".none\",\"type\":\"string\",\"desc\":\"fails\"},"
	       "{\"name\":\"" PREFIX ".bomb\",\"type\":\"string\",\"desc\":\"crashes\"},"
	       "{\"name\":\"" PREFIX ".kind\",\"type\":\"uint64\",\"desc\":\"number of its type\"},"
	       "{\"name\":\"" PREFIX ".thread\",\"type\":\"uint64\",\"desc\":\"its thread\"},"
	       "{\"name\":\"" PREFIX ".sum\",\"type\":\"uint64\",\"desc\":\"sum of its bytes\"},"
	       "{\"name\":\"" PREFIX ".source\",\"type\":\"string\",\"desc\":\"its source\"},"
	       "{\"name\":\"" PREFIX ".bombat\",\"type\":\"uint64\",\"desc\":\"crashes at "
	       "the event with this number\",\"arg\":{\"isRequired\":true,\"isIndex\":true}}"
#ifdef STUCK
	       ",{\"name\":\"" PREFIX ".stuck\",\"type\":\"uint64\",\"desc\":\"blocks\"}"
#endif
	       "]";
}

#ifdef SOURCES
const char *plugin_get_extract_event_sources(void)
{
	return SOURCES;
}
#endif

#ifndef CALLS
uint16_t *plugin_get_extract_event_types(uint32_t *n, void *state)
{
	static uint16_t types[] = {322};
	if (!state)
		abort();
	*n = 1;
	return types;
}
#endif

#ifdef SCHEMA
const char *plugin_get_required_event_schema_version(void *state)
{
	(void)state;
	return SCHEMA;
}
#endif

static uint64_t sum(const struct event *event)
{
	uint64_t sum = 0;
	for (uint32_t at = 0; at < event->len; at++)
		sum += ((const uint8_t *)event)[at];
	return sum;
}

static const char *one_text(const char *text)
{
	static const char *texts[64];
	static int next;
	texts[next % 64] = text;
	return (const char *)&texts[next++ % 64];
}

static void number(struct field *field, uint64_t value)
{
	static uint64_t numbers[64];
	static int next;
	numbers[next % 64] = value;
	field->res = &numbers[next++ % 64];
	field->res_len = 1;
}

static void text(struct field *field, const char *value)
{
	field->res = one_text(value);
	field->res_len = 1;
}

int plugin_extract_fields(void *state, const struct input *in, const struct extraction *asked)
{
	static char data[301], letters[300][2];
	static const char *list[300];
	static const char *const two[] = {"a", "b"};
	static const uint64_t sizes[] = {1, 1ull << 60};
	static const uint32_t yes = 1, no = 0;
	static const struct bytes ip = {4, "\xc0\x00\x02\x01"},
				  net = {16, "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x07"};
	const struct event *event = in->evt;
	bool is_log = event->type == 322;
	uint32_t length = is_log ? event->lengths[1] : 0;
	(void)state;
	// another event must have a new number
	static const struct event *last;
	if ((!is_log && !TAKES_CALLS) ||
	    (in->num <= last_number && (in->num != last_number || event != last)))
		abort();
	last = event;
	last_number = in->num;
	memcpy(data, event->data, length);
	data[length] = '\0';
	for (uint32_t i = 0; i < asked->count; i++) {
		struct field *field = &asked->fields[i];
		if (field->res_len != 0)
			abort();
		switch (field->id) {
		case 0:
			text(field, data);
			break;
		case 1:
			for (uint32_t at = 0; at < length; at++) {
				letters[at][0] = data[at];
				list[at] = letters[at];
			}
			field->res = list;
			field->res_len = length;
			break;
		case 2:
			number(field, length);
			break;
		case 3:
			number(field, UINT64_MAX);
			break;
		case 4:
			field->res = sizes;
			field->res_len = 2;
			break;
		case 5:
			number(field, 1500000000);
			break;
		case 6:
			number(field, event->ts);
			break;
		case 7:
			field->res = data[0] == 'a' ? &yes : &no;
			field->res_len = 1;
			break;
		case 8:
			field->res = &ip;
			field->res_len = 1;
			break;
		case 9:
			field->res = &net;
			field->res_len = 1;
			break;
		case 10: {
			static char letter[2];
			if (field->index < length) {
				letter[0] = data[field->index];
				text(field, letter);
			}
			break;
		}
		case 11: {
			static char all[8][200];
			static int next;
			char *shown = all[next++ % 8];
			snprintf(shown, sizeof(all[0]), "%s %llu %u", field->key ? field->key : "-",
				 (unsigned long long)field->index, field->has_arg);
			text(field, shown);
			break;
		}
		case 12:
			text(field, config);
			break;
		case 13:
			number(field, parsed);
			break;
		case 14:
			number(field, in->num);
			break;
		case 15:
			field->res = two;
			field->res_len = 2;
			break;
		case 17:
			if (!strcmp(data, "bomb"))
				*(volatile int *)0 = 1;
			text(field, data);
			break;
		case 18:
			number(field, event->type);
			break;
		case 19:
			number(field, event->tid);
			break;
		case 20:
			number(field, sum(event));
			break;
		case 21:
			text(field, in->source);
			break;
		case 22:
			if (in->num == field->index)
				*(volatile int *)0 = 1;
			number(field, in->num);
			break;
		case 23:
			fprintf(stderr, "stuck\n");
			for (;;)
				pause();
		default:
			return FAILURE;
		}
	}
	return SUCCESS;
}

#ifndef NO_PARSING
int plugin_parse_event(void *state, const struct input *in, const void *tables)
{
	(void)state;
	(void)in;
	parsed++;
	return tables ? SUCCESS : FAILURE;
}
#endif

#ifndef NO_SOURCE
const char *plugin_get_async_events(void)
{
	return "[\"my_note\"]";
}

int plugin_set_async_event_handler(void *state, void *given_owner, int (*given)(void *, const void *, char *))
{
	(void)state;
	owner = given_owner;
	handler = given;
	return SUCCESS;
}
#endif
#endif
