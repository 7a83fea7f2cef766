// SPDX-License-Identifier: Apache-2.0
#include "frames.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define FROM_PROGRAM 3
#define TO_PROGRAM 4
#define FIRST_SIZE 4096

static pthread_mutex_t writing = PTHREAD_MUTEX_INITIALIZER;

void *buffer__extend(struct buffer *buffer, size_t size)
{
	size_t needed = buffer->length + size;

	if (needed > buffer->capacity) {
		size_t capacity = buffer->capacity ? buffer->capacity : FIRST_SIZE;
		while (capacity < needed)
			capacity *= 2;
		buffer->data = realloc(buffer->data, capacity);
		if (!buffer->data)
			abort();
		buffer->capacity = capacity;
	}
	buffer->length = needed;
	return buffer->data + needed - size;
}

void buffer__put(struct buffer *buffer, const void *bytes, size_t size)
{
	if (size)
		memcpy(buffer__extend(buffer, size), bytes, size);
}

void buffer__put32(struct buffer *buffer, uint32_t value)
{
	buffer__put(buffer, &value, sizeof(value));
}

void buffer__put64(struct buffer *buffer, uint64_t value)
{
	buffer__put(buffer, &value, sizeof(value));
}

void buffer__text(struct buffer *buffer, const char *text)
{
	buffer__put(buffer, text ? text : "", text ? strlen(text) + 1 : 1);
}

static int read_whole(void *into, size_t size)
{
	for (size_t done = 0; done < size;) {
		ssize_t count = read(FROM_PROGRAM, (uint8_t *)into + done, size - done);
		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			return 0;
		done += (size_t)count;
	}
	return 1;
}

static void write_whole(const void *bytes, size_t size)
{
	for (size_t done = 0; done < size;) {
		ssize_t count = send(TO_PROGRAM, (const uint8_t *)bytes + done, size - done, MSG_NOSIGNAL);
		if (count < 0 && errno == EINTR)
			continue;
		/* nobody listens any more */
		if (count <= 0)
			_exit(0);
		done += (size_t)count;
	}
}

uint32_t frames__read(struct buffer *into)
{
	uint32_t head[2];

	if (!read_whole(head, sizeof(head)))
		return 0;
	into->length = 0;
	if (!read_whole(buffer__extend(into, head[1]), head[1]))
		return 0;
	*(char *)buffer__extend(into, 1) = '\0';
	into->length--;
	return head[0];
}

int frames__waits(void)
{
	struct pollfd from = {.fd = FROM_PROGRAM, .events = POLLIN};

	return poll(&from, 1, 0) > 0;
}

void frames__write(uint32_t kind, const struct buffer *const *parts, int count)
{
	uint32_t head[2] = {kind, 0};

	for (int i = 0; i < count; i++)
		head[1] += (uint32_t)parts[i]->length;
	pthread_mutex_lock(&writing);
	write_whole(head, sizeof(head));
	for (int i = 0; i < count; i++)
		write_whole(parts[i]->data, parts[i]->length);
	pthread_mutex_unlock(&writing);
}

void frames__say(uint32_t kind, const char *format, ...)
{
	char text[4096];
	struct buffer whole = {(uint8_t *)text, 0, sizeof(text)};
	const struct buffer *parts[] = {&whole};
	va_list args;

	va_start(args, format);
	int length = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	whole.length = length < (int)sizeof(text) ? (size_t)length : sizeof(text) - 1;
	frames__write(kind, parts, 1);
}
