// SPDX-License-Identifier: Apache-2.0
#include "batches.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "shared.h"
#include "values.h"

#define BLOCK_TYPE 0x221u /* EV V2 LARGE */
#define BLOCK_HEAD 10	  /* type, length, CPU */
#define BLOCK_TAIL 4	  /* length */
#define ALIGNMENT 4
#define MAX_EVENTS 512
#define MAX_BYTES (512u << 10)
#define MAX_EVENT (16u << 20)
#define PLUGIN_EVENT_HEAD (sizeof(struct plugin_event) + 3 * sizeof(uint32_t))
#define ASYNC_EVENT_HEAD (sizeof(struct plugin_event) + 4 * sizeof(uint32_t))
#define NOW UINT64_MAX
#define NOBODY UINT64_MAX
#define NS_PER_S 1000000000ull
/* Longest time in ns that events wait for more to come. */
#define PATIENCE 20000000

/* What waits to be sent; guarded by lock. It lies in memory that outlives a crash of the plugin. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct buffer blocks, values;
static struct shared *shared;
static bool is_asked;

static const char *async_names;
static uint32_t async_id;
static char reason[256];

/* How far times of asynchronous events may be ahead, in ns. */
#define MAX_AHEAD (10 * NS_PER_S)

enum status { STATUS_MORE = 0, STATUS_END = 1, STATUS_FAILED = 2 };

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_REALTIME, &time);
	return (uint64_t)time.tv_sec * NS_PER_S + (uint64_t)time.tv_nsec;
}

/* Sends what waits. The lock is held. */
static void send(enum status status, const char *text)
{
	uint32_t head[] = {status, shared->count, (uint32_t)blocks.length, (uint32_t)values.length,
			   shared->batch};
	struct buffer first = {(uint8_t *)head, sizeof(head), sizeof(head)};
	struct buffer last = {(uint8_t *)text, text ? strlen(text) : 0, 0};
	const struct buffer *parts[] = {&first, &blocks, &values, &last};

	frames__write(ANSWER_BATCH, parts, 4);
	blocks.length = 0;
	values.length = 0;
	shared->count = 0;
	shared->batch++;
	is_asked = false;
}

static void *send_what_waits(void *unused)
{
	(void)unused;
	pthread_mutex_lock(&lock);
	for (;;) {
		while (!is_asked || shared->count == 0)
			pthread_cond_wait(&changed, &lock);
		uint64_t due = now() + PATIENCE;
		struct timespec until = {(time_t)(due / NS_PER_S), (long)(due % NS_PER_S)};
		while (is_asked && shared->count > 0 && now() < due)
			pthread_cond_timedwait(&changed, &lock, &until);
		if (is_asked && shared->count > 0)
			send(STATUS_MORE, NULL);
	}
	return NULL;
}

bool batches__begin(void)
{
	pthread_t thread;

	shared = shared__map(&blocks, &values);
	if (!shared || pthread_create(&thread, NULL, send_what_waits, NULL))
		return false;
	pthread_detach(thread);
	return true;
}

/* Adds the block of an event, with the time and the plugin id that are due, and its values. The lock is held.
 */
static const char *put(const struct plugin_event *event, size_t id_at, uint32_t id, const struct buffer *row)
{
	uint32_t padding = -(BLOCK_HEAD + event->len) % ALIGNMENT;
	uint32_t total = BLOCK_HEAD + event->len + padding + BLOCK_TAIL;
	size_t size = row ? row->length : 0;

	if (blocks.length + total > blocks.capacity || values.length + size > values.capacity)
		send(STATUS_MORE, NULL);
	if (size > values.capacity)
		return "the values of the fields of an event are too large";
	uint8_t *block = buffer__extend(&blocks, total);
	struct plugin_event head = *event;
	uint32_t type = BLOCK_TYPE;

	if (head.ts == NOW)
		head.ts = now();
	head.tid = NOBODY;
	memcpy(block, &type, sizeof(type));
	memcpy(block + 4, &total, sizeof(total));
	memset(block + 8, 0, 2);
	memcpy(block + BLOCK_HEAD, event, event->len);
	memcpy(block + BLOCK_HEAD, &head, sizeof(head));
	memcpy(block + BLOCK_HEAD + id_at, &id, sizeof(id));
	memset(block + total - BLOCK_TAIL - padding, 0, padding);
	memcpy(block + total - BLOCK_TAIL, &total, sizeof(total));
	if (row)
		buffer__put(&values, row->data, size);
	shared->blocks_length = (uint32_t)blocks.length;
	shared->values_length = (uint32_t)values.length;
	__atomic_store_n(&shared->count, shared->count + 1, __ATOMIC_RELEASE);
	return NULL;
}

/* What is wrong with an event of the plugin; NULL if nothing. */
static const char *fault_of(const struct plugin *plugin, const struct plugin_event *event)
{
	uint32_t lengths[2], id;

	if (!event)
		return "it delivered an event that is NULL";
	if (event->type != PLUGIN_EVENT_TYPE || event->nparams != 2) {
		snprintf(reason, sizeof(reason),
			 "it delivered an event of type %u with %u parameters, not %u with 2", event->type,
			 event->nparams, PLUGIN_EVENT_TYPE);
		return reason;
	}
	if (event->len < PLUGIN_EVENT_HEAD || event->len > MAX_EVENT) {
		snprintf(reason, sizeof(reason), "it delivered an event of %u bytes", event->len);
		return reason;
	}
	memcpy(lengths, event + 1, sizeof(lengths));
	if (lengths[0] != sizeof(uint32_t) || lengths[1] != event->len - PLUGIN_EVENT_HEAD) {
		snprintf(reason, sizeof(reason),
			 "it delivered an event of %u bytes with parameters of %u and %u", event->len,
			 lengths[0], lengths[1]);
		return reason;
	}
	memcpy(&id, (const uint8_t *)(event + 1) + sizeof(lengths), sizeof(id));
	if (id != 0 && id != plugin->id) {
		snprintf(reason, sizeof(reason), "it delivered an event of plugin %u, but is %u", id,
			 plugin->id);
		return reason;
	}
	return NULL;
}

/* Adds an event and its values; what is wrong, or NULL. */
static const char *add(struct plugin *plugin, struct plugin_event *event)
{
	const char *fault = fault_of(plugin, event);

	if (fault)
		return fault;
	const size_t id_at = sizeof(*event) + 2 * sizeof(uint32_t);
	memcpy((uint8_t *)event + id_at, &plugin->id, sizeof(plugin->id));
	if (event->ts == NOW)
		event->ts = now();
	event->tid = NOBODY;
	static struct buffer row;
	row.length = 0;
	fault = values__add(plugin, event, plugin->event_source, &row);
	if (fault)
		return fault;
	pthread_mutex_lock(&lock);
	fault = put(event, id_at, plugin->id, &row);
	pthread_mutex_unlock(&lock);
	return fault;
}

/* Sends the last batch, and why it is the last one. */
static void finish(enum status status, const char *text)
{
	pthread_mutex_lock(&lock);
	/*
	 * what the other thread has sent meanwhile was the answer to the request: this one is that to the
	 * next
	 */
	send(status, text);
	pthread_mutex_unlock(&lock);
}

/* Whether a batch is due: it is sent, or was by the other thread. */
static bool is_done(bool is_idle)
{
	pthread_mutex_lock(&lock);
	if (is_asked &&
	    (shared->count >= MAX_EVENTS || blocks.length >= MAX_BYTES || (is_idle && shared->count > 0)))
		send(STATUS_MORE, NULL);
	bool is_sent = !is_asked;
	if (shared->count > 0)
		pthread_cond_signal(&changed);
	pthread_mutex_unlock(&lock);
	return is_sent;
}

static void fail(const struct plugin *plugin)
{
	const char *text = plugin__error(plugin);

	finish(STATUS_FAILED, *text ? text : "it says no reason");
}

void batches__next(struct plugin *plugin)
{
	pthread_mutex_lock(&lock);
	is_asked = true;
	pthread_mutex_unlock(&lock);
	while (!is_done(false)) {
		uint32_t n = 0;
		struct plugin_event **events = NULL;
		enum plugin_rc rc = plugin->library.next_batch(plugin->state, plugin->instance, &n, &events);
		for (uint32_t i = 0; i < n; i++) {
			const char *fault =
				events ? add(plugin, events[i]) : "it delivered no list of events";
			if (fault)
				return finish(STATUS_FAILED, fault);
		}
		if (rc == PLUGIN_EOF)
			return finish(STATUS_END, NULL);
		if (rc == PLUGIN_SUCCESS && n == 0)
			return finish(STATUS_FAILED, "it delivered no events, and said that there are some");
		if (rc != PLUGIN_SUCCESS && rc != PLUGIN_TIMEOUT)
			return fail(plugin);
		if (is_done(rc == PLUGIN_TIMEOUT) || frames__waits())
			return;
	}
}

void batches__expect_async(const char *names, uint32_t id)
{
	async_names = names;
	async_id = id;
}

/* Whether a name is in the plugin's list, which is JSON of texts. */
static bool is_announced(const char *name, size_t length)
{
	for (const char *at = async_names; at && (at = strchr(at, '"')); at++)
		if (!strncmp(at + 1, name, length) && at[1 + length] == '"')
			return true;
	return false;
}

/* What is wrong with an asynchronous event; NULL if nothing. */
static const char *async_fault(const struct plugin_event *event)
{
	uint32_t lengths[3];

	if (!event || event->type != ASYNC_EVENT_TYPE || event->nparams != 3)
		return "an asynchronous event has the type 402 and 3 parameters";
	if (event->len < ASYNC_EVENT_HEAD || event->len > MAX_EVENT)
		return "the length of the event is wrong";
	memcpy(lengths, event + 1, sizeof(lengths));
	uint64_t sum = ASYNC_EVENT_HEAD + (uint64_t)lengths[1] + lengths[2];
	const char *name = (const char *)(event + 1) + sizeof(lengths) + sizeof(uint32_t);
	if (lengths[0] != sizeof(uint32_t) || sum != event->len || lengths[1] == 0 ||
	    name[lengths[1] - 1] != '\0')
		return "the lengths of the parameters are wrong";
	if (!is_announced(name, lengths[1] - 1))
		return "the plugin does not announce events of this name";
	if (event->ts != NOW && event->ts > now() + MAX_AHEAD)
		return "the time of the event is in the future";
	if (event->tid != NOBODY)
		return "the event has a thread, but is not one of the kernel";
	return NULL;
}

enum plugin_rc batches__take_async(plugin_owner *owner, const struct plugin_event *event, char *error)
{
	const char *fault = async_fault(event);

	(void)owner;
	if (fault) {
		if (error)
			snprintf(error, PLUGIN_ERROR_SIZE, "%s", fault);
		return PLUGIN_FAILURE;
	}
	pthread_mutex_lock(&lock);
	put(event, sizeof(*event) + 3 * sizeof(uint32_t), async_id, NULL);
	pthread_cond_signal(&changed);
	pthread_mutex_unlock(&lock);
	return PLUGIN_SUCCESS;
}
