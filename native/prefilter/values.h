/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The values of an event, wherever they are: those of a generic event that tells the arguments of its call
 * are in its annex, and it has the type of that call then (docs/reference/ANNEX.md; decode/event-view.ts does
 * the same).
 */
#pragma once

#include "../ebpf/generated/events.h"
#include "../event_block.h"
#include "generated/actions.h"
#include "shared.h"

/* The type of the view of an event (EVENTS), what events that are alike have in common, and their values. */
struct values {
	uint32_t view;
	uint32_t kind;
	uint32_t count;
	const uint16_t *sizes;
	const uint8_t *first;
};

/* The layout of an annex (schema/annex-layout.ts). */
struct annex_entry {
	uint16_t tag;
	uint32_t length;
	uint8_t bytes[];
} __attribute__((packed));

struct annex {
	uint32_t magic;
	uint16_t version;
	uint16_t entry_count;
	uint8_t entries[];
} __attribute__((packed));

_Static_assert(sizeof(struct annex) == ANNEX_HEAD_BYTES, "the head of an annex has another size");
_Static_assert(sizeof(struct annex_entry) == ANNEX_ENTRY_HEAD_BYTES, "the head of an entry has another size");

#define CALL_HEAD_BYTES sizeof(uint16_t)
/* Most bytes of padding after the last entry. */
#define MAX_ANNEX_PADDING 3

/* By system call code: the type of the views of enter events of calls without an event of their own; 0 for
 * all other calls. */
SHARED uint16_t call_types[CALL_CODES];

/* Whether anything but padding follows an event in its block. */
static inline int has_annex(const struct event_block *event)
{
	uint32_t end = BLOCK_EVENT_AT + event->event_length + BLOCK_TRAILER_BYTES;

	return event->length > end + MAX_ANNEX_PADDING;
}

/* The bytes of the call's entry in the annex of an event, and their number. Returns 0 if there is no such
 * entry, -1 if the annex does not fit its place. */
static inline int find_call(const struct event_block *event, const uint8_t **bytes, uint32_t *length)
{
	const uint8_t *at = (const uint8_t *)event + BLOCK_EVENT_AT + event->event_length;
	const uint8_t *end = (const uint8_t *)event + event->length - BLOCK_TRAILER_BYTES;
	const struct annex *annex = (const struct annex *)at;
	int found = 0;

	if (end - at < ANNEX_HEAD_BYTES || annex->magic != ANNEX_MAGIC || annex->version != ANNEX_VERSION)
		return 0;
	at = annex->entries;
	for (uint32_t left = annex->entry_count; left > 0; left--) {
		const struct annex_entry *entry = (const struct annex_entry *)at;

		if (end - at < ANNEX_ENTRY_HEAD_BYTES || entry->length > (uint32_t)(end - entry->bytes))
			return -1;
		if (entry->tag == ANNEX_CALL && !found) {
			found = 1;
			*bytes = entry->bytes;
			*length = entry->length;
		}
		at = entry->bytes + entry->length;
	}
	return end - at > MAX_ANNEX_PADDING ? -1 : found;
}

/* Whether values with the lengths before them fill their place. */
static inline int fill(const struct values *values, const uint8_t *end)
{
	int32_t left = end - (const uint8_t *)values->sizes - (int32_t)(values->count * sizeof(uint16_t));

	if (values->count > MAX_PARAMS || left < 0)
		return 0;
	for (uint32_t i = 0; i < values->count; i++)
		left -= values->sizes[i];
	return left == 0;
}

/* Moves on from the values of a generic event to those of its call. Returns 0 if only the caller can. */
static inline int move_to_call(const struct event_block *event, struct values *values)
{
	const uint8_t *bytes;
	uint32_t length, type;
	uint16_t code;
	int found;

	if (values->count == 0 || values->sizes[0] != sizeof(code))
		return 0;
	code = *(const uint16_t *)values->first;
	/* 0 stands for calls that only the recording machine can tell apart */
	if (code == 0 || code >= CALL_CODES)
		return 0;
	type = call_types[code];
	found = type ? find_call(event, &bytes, &length) : 0;
	if (found <= 0) {
		/* events of different calls are not alike */
		values->kind = VIEW_COUNT + 2 * code + values->view;
		return found == 0;
	}
	if (length < CALL_HEAD_BYTES)
		return 0;
	values->view += type;
	values->kind = values->view;
	values->count = *(const uint16_t *)bytes;
	values->sizes = (const uint16_t *)(bytes + CALL_HEAD_BYTES);
	values->first = (const uint8_t *)(values->sizes + values->count);
	return fill(values, bytes + length);
}

/* The values of an event with 16-bit lengths. Returns 0 if only the caller can say them. */
static inline int values_of(const struct event_block *event, struct values *values)
{
	values->view = event->event_type;
	values->kind = event->event_type;
	values->count = event->param_count;
	values->sizes = event->param_sizes;
	values->first = (const uint8_t *)&event->param_sizes[event->param_count];
	return event->event_type > EVT_GENERIC_X || move_to_call(event, values);
}
