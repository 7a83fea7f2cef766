// SPDX-License-Identifier: Apache-2.0
#include "values.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tables.h"

#define NO_VALUE UINT32_MAX
#define NO_TEXT UINT32_MAX
#define MAX_TEXT (16u << 20)
#define MAX_ITEMS (1u << 20)

static struct plugin_extract_field *slots;
static uint32_t slot_count;
static uint32_t wants_text;
static char reason[256];

static uint32_t take32(const uint8_t **at)
{
	uint32_t value;

	memcpy(&value, *at, sizeof(value));
	*at += sizeof(value);
	return value;
}

/* A text with its length before it and a NUL behind it; NULL for none. */
static const char *take_text(const uint8_t **at)
{
	uint32_t length = take32(at);

	if (length == NO_TEXT)
		return NULL;
	const char *text = strdup((const char *)*at);
	*at += length + 1;
	return text;
}

void values__ask(struct buffer *command)
{
	const uint8_t *at = command->data;

	wants_text = take32(&at);
	slot_count = take32(&at);
	slots = calloc(slot_count ? slot_count : 1, sizeof(*slots));
	if (!slots)
		abort();
	for (uint32_t i = 0; i < slot_count; i++) {
		struct plugin_extract_field *slot = &slots[i];
		slot->field_id = take32(&at);
		slot->type = take32(&at);
		slot->list = take32(&at);
		slot->arg_present = take32(&at);
		slot->arg_index = take32(&at);
		slot->field = take_text(&at);
		slot->arg_key = take_text(&at);
	}
}

/* Adds bytes with their length before them. */
static void put_bytes(struct buffer *into, const void *bytes, size_t size)
{
	buffer__put32(into, (uint32_t)size);
	buffer__put(into, bytes, size);
}

static const char *put_address(const struct plugin_extract_field *slot, const struct plugin_bytes *address,
			       struct buffer *into)
{
	if (address->len != 4 && address->len != 16) {
		snprintf(reason, sizeof(reason), "field %s: an address has %u bytes", slot->field,
			 address->len);
		return reason;
	}
	put_bytes(into, address->ptr, address->len);
	return NULL;
}

static const char *put_item(const struct plugin_extract_field *slot, uint64_t i, struct buffer *into)
{
	switch (slot->type) {
	case PLUGIN_STRING: {
		const char *text = slot->res.str[i] ? slot->res.str[i] : "";
		put_bytes(into, text, strnlen(text, MAX_TEXT));
		return NULL;
	}
	case PLUGIN_BOOL:
		buffer__put64(into, slot->res.boolean[i] != 0);
		return NULL;
	case PLUGIN_IPADDR:
	case PLUGIN_IPNET:
		return put_address(slot, &slot->res.bytes[i], into);
	default:
		buffer__put64(into, slot->res.u64[i]);
		return NULL;
	}
}

static const char *put_slot(const struct plugin_extract_field *slot, struct buffer *into)
{
	const char *fault = NULL;

	if (slot->res_len > (slot->list ? MAX_ITEMS : 1)) {
		snprintf(reason, sizeof(reason), "field %s: it has %llu values", slot->field,
			 (unsigned long long)slot->res_len);
		return reason;
	}
	if (slot->res_len == 0 || !slot->res.u64) {
		buffer__put32(into, NO_VALUE);
		return NULL;
	}
	buffer__put32(into, (uint32_t)slot->res_len);
	for (uint64_t i = 0; i < slot->res_len && !fault; i++)
		fault = put_item(slot, i, into);
	return fault;
}

/* Asks for some slots; whether they have values. */
static bool ask_for(struct plugin *plugin, const struct plugin_event_input *event, uint32_t first,
		    uint32_t count)
{
	struct plugin_extract_input input = {
		.get_owner_last_error = no_error,
		.num_fields = count,
		.fields = slots + first,
		.reader_ext = no_tables.reader_ext,
	};

	for (uint32_t i = first; i < first + count; i++) {
		slots[i].res.u64 = NULL;
		slots[i].res_len = 0;
	}
	return plugin->library.extract_fields(plugin->state, event, &input) == PLUGIN_SUCCESS;
}

/* Whether the plugin takes events of this type, to parse them or for their fields. Kits panic at others. */
static bool takes(const struct plugin *plugin, const struct plugin_event *event, uint8_t what)
{
	return event->type < PLUGIN_TYPES && (plugin->takes[event->type] & what);
}

static const char *put_slots(struct plugin *plugin, const struct plugin_event_input *event,
			     struct buffer *into)
{
	const char *fault = NULL;
	bool is_asked = takes(plugin, event->evt, PLUGIN_TAKES_FIELDS) && slot_count > 0;
	/* after a failure none of them has a value, though one alone may be to blame */
	bool are_there = is_asked && ask_for(plugin, event, 0, slot_count);
	bool is_each_asked = is_asked && !are_there && slot_count > 1;

	for (uint32_t i = 0; i < slot_count && !fault; i++) {
		if (are_there || (is_each_asked && ask_for(plugin, event, i, 1)))
			fault = put_slot(&slots[i], into);
		else
			buffer__put32(into, NO_VALUE);
	}
	return fault;
}

static void put_text(struct plugin *plugin, const struct plugin_event_input *event, struct buffer *into)
{
	const char *text = NULL;

	if (plugin->library.event_to_string && plugin->id && event->evt->type == PLUGIN_EVENT_TYPE)
		text = plugin->library.event_to_string(plugin->state, event);
	if (!text || !*text) {
		buffer__put32(into, NO_VALUE);
		return;
	}
	buffer__put32(into, 1);
	put_bytes(into, text, strnlen(text, MAX_TEXT));
}

const char *values__add(struct plugin *plugin, const struct plugin_event *event, const char *source,
			struct buffer *into)
{
	struct plugin_event_input input = {.evt = event, .evtnum = ++plugin->evtnum, .evtsrc = source};
	size_t start = into->length;

	if (takes(plugin, event, PLUGIN_TAKES_PARSING)) {
		struct plugin_parse_input tables = {
			.get_owner_last_error = no_error,
			.reader_ext = no_tables.reader_ext,
			.writer_ext = no_tables.writer_ext,
		};
		plugin->library.parse_event(plugin->state, &input, &tables);
	}
	buffer__put32(into, 0);
	const char *fault = put_slots(plugin, &input, into);
	if (fault)
		return fault;
	if (wants_text)
		put_text(plugin, &input, into);
	uint32_t size = (uint32_t)(into->length - start - sizeof(size));
	memcpy(into->data + start, &size, sizeof(size));
	return NULL;
}
