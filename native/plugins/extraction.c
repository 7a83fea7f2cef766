// SPDX-License-Identifier: Apache-2.0
#include "extraction.h"

#include <string.h>

#include "shared.h"
#include "values.h"

/* An event: its offset behind the table, and which of the names is that of its source. */
struct given {
	uint32_t offset;
	uint32_t source;
};

/* The name with a number among texts that end with a NUL each. */
static const char *name_at(const char *names, uint32_t number)
{
	for (; number > 0; number--)
		names += strlen(names) + 1;
	return names;
}

const char *extraction__run(struct plugin *plugin, const struct buffer *command)
{
	static struct buffer blocks, values, row;
	static struct shared *shared;
	uint32_t count;

	if (!shared)
		shared = shared__map(&blocks, &values);
	if (!shared)
		return "there is no memory for its events";
	memcpy(&count, command->data, sizeof(count));
	const char *names = (const char *)command->data + sizeof(count);
	const struct given *given = (const struct given *)blocks.data;
	const uint8_t *events = blocks.data + count * sizeof(*given);
	values.length = 0;
	for (uint32_t i = 0; i < count; i++) {
		row.length = 0;
		const char *fault =
			values__add(plugin, (const struct plugin_event *)(events + given[i].offset),
				    name_at(names, given[i].source), &row);
		if (fault)
			return fault;
		if (row.length > values.capacity)
			return "the values of the fields of an event are too large";
		/* the others come with the next command */
		if (values.length + row.length > values.capacity)
			break;
		buffer__put(&values, row.data, row.length);
		shared->values_length = (uint32_t)values.length;
		__atomic_store_n(&shared->count, i + 1, __ATOMIC_RELEASE);
	}
	return NULL;
}
