// SPDX-License-Identifier: Apache-2.0
/*
 * The C interface of Falco's plugins, as far as a host needs it: API 3.12. Names and layouts are those of its
 * public headers plugin_types.h and plugin_api.h. Members that are not used are left as padding of the same
 * size.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define PLUGIN_API_MAJOR 3
#define PLUGIN_API_MINOR 12
#define PLUGIN_API_PATCH 0

/* The event table (src/schema/events) as libraries number it. */
#define EVENT_SCHEMA_MAJOR 3
#define EVENT_SCHEMA_MINOR 5

#define PLUGIN_EVENT_TYPE 322
#define ASYNC_EVENT_TYPE 402
#define PLUGIN_ERROR_SIZE 1024

/* Opaque; not always addresses: the Go kit counts. */
typedef struct plugin_state plugin_state;
typedef struct plugin_instance plugin_instance;
typedef struct plugin_owner plugin_owner;

enum plugin_rc {
	PLUGIN_SUCCESS = 0,
	PLUGIN_FAILURE = 1,
	PLUGIN_TIMEOUT = -1,
	PLUGIN_EOF = 2,
	PLUGIN_NOT_SUPPORTED = 3,
};

enum plugin_field_type {
	PLUGIN_UINT64 = 8,
	PLUGIN_STRING = 9,
	PLUGIN_RELTIME = 20,
	PLUGIN_ABSTIME = 21,
	PLUGIN_BOOL = 25,
	PLUGIN_IPADDR = 40,
	PLUGIN_IPNET = 41,
};

/* An event: parameter lengths and values follow. */
struct plugin_event {
	uint64_t ts;
	uint64_t tid;
	uint32_t len;
	uint16_t type;
	uint32_t nparams;
} __attribute__((packed));

struct plugin_event_input {
	const struct plugin_event *evt;
	uint64_t evtnum;
	const char *evtsrc;
};

struct plugin_bytes {
	uint32_t len;
	const void *ptr;
};

struct plugin_extract_field {
	union {
		const char **str;
		const uint64_t *u64;
		const uint32_t *boolean;
		const struct plugin_bytes *bytes;
	} res;
	uint64_t res_len;
	uint32_t field_id;
	const char *field;
	const char *arg_key;
	uint64_t arg_index;
	uint32_t arg_present;
	uint32_t type;
	uint32_t list;
};

typedef const char *(*plugin_owner_error)(plugin_owner *owner);

struct plugin_extract_input {
	plugin_owner *owner;
	plugin_owner_error get_owner_last_error;
	uint32_t num_fields;
	struct plugin_extract_field *fields;
	void *old_reader[4];
	const void *reader_ext;
	void *value_offsets;
};

struct plugin_parse_input {
	plugin_owner *owner;
	plugin_owner_error get_owner_last_error;
	void *old_reader[4];
	void *old_writer[6];
	const void *reader_ext;
	const void *writer_ext;
};

struct plugin_tables_input {
	void *(*list_tables)(plugin_owner *owner, uint32_t *count);
	void *(*get_table)(plugin_owner *owner, const char *name, uint32_t key_type);
	enum plugin_rc (*add_table)(plugin_owner *owner, const void *table);
	void *old_fields[3];
	const void *fields_ext;
	const void *reader_ext;
	const void *writer_ext;
};

struct plugin_init_input {
	const char *config;
	plugin_owner *owner;
	plugin_owner_error get_owner_last_error;
	const struct plugin_tables_input *tables;
	void (*log)(plugin_owner *owner, const char *component, const char *text, uint32_t severity);
};

typedef enum plugin_rc (*plugin_async_handler)(plugin_owner *owner, const struct plugin_event *event,
					       char *error);

_Static_assert(sizeof(struct plugin_event) == 26, "header of an event");
_Static_assert(sizeof(struct plugin_event_input) == 24, "event input");
_Static_assert(sizeof(struct plugin_extract_field) == 64, "extracted field");
_Static_assert(sizeof(struct plugin_extract_input) == 80, "extraction input");
_Static_assert(sizeof(struct plugin_tables_input) == 72, "tables input");
_Static_assert(sizeof(struct plugin_init_input) == 40, "init input");
