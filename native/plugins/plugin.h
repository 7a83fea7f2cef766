// SPDX-License-Identifier: Apache-2.0
/* The plugin of this process. */
#pragma once

#include "frames.h"
#include "library.h"

struct plugin {
	struct library library;
	plugin_state *state;
	plugin_instance *instance;
	/* 0 without a source of its own */
	uint32_t id;
	const char *event_source;
	/* Counts the events that were handed over: a number is never used again. */
	uint64_t evtnum;
	bool parses_plugin_events;
	bool extracts_plugin_events;
};

/* Says in one text what the plugin said of its last failure. */
const char *plugin__error(const struct plugin *plugin);
