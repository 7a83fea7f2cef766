// SPDX-License-Identifier: Apache-2.0
/*
 * What the host and the program say to each other: frames, each with the number of its kind and the size of
 * what follows, in the byte order of the machine. src/plugins/host/frames.ts has the same numbers.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* From the program. */
enum command_kind {
	COMMAND_INIT = 1,
	COMMAND_SLOTS = 2,
	COMMAND_OPEN = 3,
	COMMAND_NEXT = 4,
	COMMAND_EVENTS = 5,
};

/* From the host. */
enum answer_kind {
	ANSWER_DESCRIPTION = 1,
	ANSWER_READY = 2,
	ANSWER_FAILED = 3,
	ANSWER_OPENED = 4,
	ANSWER_BATCH = 5,
	ANSWER_VALUES = 6,
	ANSWER_LOG = 7,
};

/* Bytes that grow as they are written; the process ends if there is no memory. */
struct buffer {
	uint8_t *data;
	size_t length;
	size_t capacity;
};

/* Adds room for bytes, and returns it. */
void *buffer__extend(struct buffer *buffer, size_t size);
void buffer__put(struct buffer *buffer, const void *bytes, size_t size);
void buffer__put32(struct buffer *buffer, uint32_t value);
void buffer__put64(struct buffer *buffer, uint64_t value);
/* Adds a text and a NUL; a missing text is empty. */
void buffer__text(struct buffer *buffer, const char *text);

/* Reads a command into a buffer, which ends with a NUL behind it; returns its kind, 0 at the end. */
uint32_t frames__read(struct buffer *into);
/* Whether a command waits, or the program has ended. */
int frames__waits(void);
/* Writes an answer of several parts. Any thread. */
void frames__write(uint32_t kind, const struct buffer *const *parts, int count);
/* Writes an answer that is a text. */
void frames__say(uint32_t kind, const char *format, ...) __attribute__((format(printf, 2, 3)));
