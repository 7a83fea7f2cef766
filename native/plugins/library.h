// SPDX-License-Identifier: Apache-2.0
/* A plugin's library: its functions, and what it can do. */
#pragma once

#include "plugin_api.h"

struct library {
	const char *(*get_required_api_version)(void);
	const char *(*get_version)(void);
	const char *(*get_name)(void);
	const char *(*get_description)(void);
	const char *(*get_contact)(void);
	plugin_state *(*init)(const struct plugin_init_input *input, enum plugin_rc *rc);
	void (*destroy)(plugin_state *state);
	const char *(*get_last_error)(plugin_state *state);
	const char *(*get_required_event_schema_version)(plugin_state *state);
	const char *(*get_init_schema)(uint32_t *type);
	/* sourcing */
	plugin_instance *(*open)(plugin_state *state, const char *params, enum plugin_rc *rc);
	void (*close)(plugin_state *state, plugin_instance *instance);
	enum plugin_rc (*next_batch)(plugin_state *state, plugin_instance *instance, uint32_t *count,
				     struct plugin_event ***events);
	uint32_t (*get_id)(void);
	const char *(*get_event_source)(void);
	const char *(*event_to_string)(plugin_state *state, const struct plugin_event_input *event);
	/* extraction */
	const char *(*get_fields)(void);
	enum plugin_rc (*extract_fields)(plugin_state *state, const struct plugin_event_input *event,
					 const struct plugin_extract_input *input);
	uint16_t *(*get_extract_event_types)(uint32_t *count, plugin_state *state);
	const char *(*get_extract_event_sources)(void);
	/* parsing */
	enum plugin_rc (*parse_event)(plugin_state *state, const struct plugin_event_input *event,
				      const struct plugin_parse_input *input);
	uint16_t *(*get_parse_event_types)(uint32_t *count, plugin_state *state);
	const char *(*get_parse_event_sources)(void);
	/* asynchronous events */
	const char *(*get_async_events)(void);
	enum plugin_rc (*set_async_event_handler)(plugin_state *state, plugin_owner *owner,
						  plugin_async_handler handler);
	/* listening */
	enum plugin_rc (*capture_open)(plugin_state *state, const void *input);
	enum plugin_rc (*capture_close)(plugin_state *state, const void *input);
};

/* Loads a library; says why it cannot be used, or returns NULL. */
const char *library__load(struct library *library, const char *path);
/* What is wrong with the version of the events of the kernel that an initialised plugin needs; NULL if
 * nothing. */
const char *library__schema_fault(const struct library *library, plugin_state *state);
