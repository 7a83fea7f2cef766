// SPDX-License-Identifier: Apache-2.0
/* The plugin of this process. */
#pragma once

#include "frames.h"
#include "library.h"

/* Event types from here on are none that a plugin can know. */
#define PLUGIN_TYPES 1024
#define PLUGIN_TAKES_FIELDS 1
#define PLUGIN_TAKES_PARSING 2

struct plugin {
	struct library library;
	plugin_state *state;
	plugin_instance *instance;
	/* 0 without a source of its own */
	uint32_t id;
	const char *event_source;
	/* Counts the events that were handed over: a number is never used again. */
	uint64_t evtnum;
	/* By event type (PLUGIN_TAKES_…); the program is sent the same. */
	uint8_t takes[PLUGIN_TYPES];
};

/* Says in one text what the plugin said of its last failure. */
const char *plugin__error(const struct plugin *plugin);
