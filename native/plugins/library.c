// SPDX-License-Identifier: Apache-2.0
#include "library.h"

#include <dlfcn.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define FUNCTION(name, needed)                                          \
	{                                                               \
		"plugin_" #name, offsetof(struct library, name), needed \
	}

static const struct {
	const char *symbol;
	size_t at;
	bool is_needed;
} functions[] = {
	FUNCTION(get_required_api_version, true),
	FUNCTION(get_version, true),
	FUNCTION(get_name, true),
	FUNCTION(get_description, true),
	FUNCTION(get_contact, true),
	FUNCTION(init, true),
	FUNCTION(destroy, true),
	FUNCTION(get_last_error, true),
	FUNCTION(get_required_event_schema_version, false),
	FUNCTION(get_init_schema, false),
	FUNCTION(open, false),
	FUNCTION(close, false),
	FUNCTION(next_batch, false),
	FUNCTION(get_id, false),
	FUNCTION(get_event_source, false),
	FUNCTION(event_to_string, false),
	FUNCTION(get_fields, false),
	FUNCTION(extract_fields, false),
	FUNCTION(get_extract_event_types, false),
	FUNCTION(get_extract_event_sources, false),
	FUNCTION(parse_event, false),
	FUNCTION(get_parse_event_types, false),
	FUNCTION(get_parse_event_sources, false),
	FUNCTION(get_async_events, false),
	FUNCTION(set_async_event_handler, false),
	FUNCTION(capture_open, false),
	FUNCTION(capture_close, false),
};

static char reason[512];

/* Reads three numbers with dots between them. */
static bool is_version(const char *text, uint32_t parts[3])
{
	if (!text)
		return false;
	for (int i = 0; i < 3; i++) {
		int digits = 0;
		for (parts[i] = 0; *text >= '0' && *text <= '9' && digits < 9; text++, digits++)
			parts[i] = parts[i] * 10 + (uint32_t)(*text - '0');
		if (digits == 0 || *text != (i < 2 ? '.' : '\0'))
			return false;
		text++;
	}
	return true;
}

/* What is wrong with the versions; NULL if nothing. */
static const char *version_fault(const struct library *library)
{
	const char *asked = library->get_required_api_version();
	uint32_t api[3], own[3];

	if (!is_version(asked, api)) {
		snprintf(reason, sizeof(reason), "asks for the plugin API \"%s\", which is no version",
			 asked ? asked : "");
		return reason;
	}
	static const char *const differs[] = {NULL, "first number differs", "second number is less",
					      "third number is less"};
	int which = api[0] != PLUGIN_API_MAJOR				      ? 1
		    : api[1] > PLUGIN_API_MINOR				      ? 2
		    : api[1] == PLUGIN_API_MINOR && api[2] > PLUGIN_API_PATCH ? 3
									      : 0;
	if (which) {
		snprintf(reason, sizeof(reason),
			 "needs version %s of the plugin API; here is %d.%d.%d, whose %s", asked,
			 PLUGIN_API_MAJOR, PLUGIN_API_MINOR, PLUGIN_API_PATCH, differs[which]);
		return reason;
	}
	if (!is_version(library->get_version(), own))
		return "has a version that is not three numbers";
	return NULL;
}

/* What is wrong with what the plugin can do; NULL if nothing. */
static const char *capability_fault(const struct library *library)
{
	int sourcing = !!library->open + !!library->close + !!library->next_batch;

	if (sourcing != 0 && sourcing != 3)
		return "has only some of the functions open, close and next_batch";
	if (sourcing && !library->get_id != !library->get_event_source)
		return "has only one of the functions get_id and get_event_source";
	if (library->extract_fields && !library->get_fields)
		return "extracts fields, but has no function get_fields";
	if (library->set_async_event_handler && !library->get_async_events)
		return "makes asynchronous events, but has no function get_async_events";
	if (library->capture_open && !library->capture_close)
		return "has the function capture_open, but not capture_close";
	if (!sourcing && !library->extract_fields && !library->parse_event &&
	    !library->set_async_event_handler && !library->capture_open)
		return "neither delivers events nor has fields";
	if (library->get_event_source && !strcmp(library->get_event_source(), "syscall"))
		return "calls its events syscall, as only those of the kernel are called";
	return NULL;
}

const char *library__schema_fault(const struct library *library, plugin_state *state)
{
	const char *asked = library->get_required_event_schema_version
				    ? library->get_required_event_schema_version(state)
				    : NULL;
	uint32_t schema[3];

	if (!asked)
		return NULL;
	if (is_version(asked, schema) && schema[0] == EVENT_SCHEMA_MAJOR && schema[1] <= EVENT_SCHEMA_MINOR)
		return NULL;
	snprintf(reason, sizeof(reason), "needs version %s of the events of system calls; here is %d.%d",
		 asked, EVENT_SCHEMA_MAJOR, EVENT_SCHEMA_MINOR);
	return reason;
}

const char *library__load(struct library *library, const char *path)
{
	/* never closed: threads of a Go library go on */
	void *handle = dlopen(path, RTLD_LOCAL | RTLD_NOW);

	if (!handle) {
		snprintf(reason, sizeof(reason), "cannot be loaded: %s", dlerror());
		return reason;
	}
	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++) {
		void *found = dlsym(handle, functions[i].symbol);
		if (!found && functions[i].is_needed) {
			snprintf(reason, sizeof(reason), "no plugin: it lacks the function %s",
				 functions[i].symbol);
			return reason;
		}
		memcpy((char *)library + functions[i].at, &found, sizeof(found));
	}
	const char *fault = version_fault(library);
	return fault ? fault : capability_fault(library);
}
