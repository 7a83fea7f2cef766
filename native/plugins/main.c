// SPDX-License-Identifier: Apache-2.0
/*
 * Hosts one library of a Falco plugin in a process of its own, so that nothing but this process suffers when
 * it crashes: a program (src/plugins/host) reads what it delivers. Usage: plugin-host LIBRARY, with frames on
 * descriptors 3 (in) and 4 (out).
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "batches.h"
#include "extraction.h"
#include "tables.h"
#include "values.h"

#define LEAST_SHOWN 4 /* warnings */

static struct plugin plugin;

const char *plugin__error(const struct plugin *of)
{
	const char *text = of->state ? of->library.get_last_error(of->state) : NULL;

	return text ? text : "";
}

static void log_line(plugin_owner *owner, const char *component, const char *text, uint32_t severity)
{
	(void)owner;
	if (severity <= LEAST_SHOWN)
		frames__say(ANSWER_LOG, "%s%s%s", component ? component : "", component ? ": " : "",
			    text ? text : "");
}

static _Noreturn void refuse(const char *text)
{
	frames__say(ANSWER_FAILED, "%s", text);
	_exit(1);
}

static void put_fact(struct buffer *into, const char *name, const char *value)
{
	if (!value)
		return;
	buffer__text(into, name);
	buffer__text(into, value);
}

static const char *schema_of(const struct library *library)
{
	uint32_t type = 0;
	const char *schema = library->get_init_schema ? library->get_init_schema(&type) : NULL;

	return type == 1 ? schema : NULL;
}

static void describe(void)
{
	const struct library *library = &plugin.library;
	struct buffer facts = {0};
	const struct buffer *parts[] = {&facts};
	char id[16];

	if (library->open && library->get_id) {
		plugin.id = library->get_id();
		plugin.event_source = strdup(library->get_event_source());
	}
	snprintf(id, sizeof(id), "%u", plugin.id);
	put_fact(&facts, "name", library->get_name());
	put_fact(&facts, "description", library->get_description());
	put_fact(&facts, "contact", library->get_contact());
	put_fact(&facts, "version", library->get_version());
	put_fact(&facts, "schema", schema_of(library));
	put_fact(&facts, "sources", library->open ? "yes" : NULL);
	put_fact(&facts, "id", id);
	put_fact(&facts, "eventSource", plugin.event_source);
	put_fact(&facts, "fields", library->extract_fields ? library->get_fields() : NULL);
	put_fact(&facts, "extractSources",
		 library->get_extract_event_sources ? library->get_extract_event_sources() : NULL);
	put_fact(&facts, "parses", library->parse_event ? "yes" : NULL);
	put_fact(&facts, "asyncEvents",
		 library->set_async_event_handler ? library->get_async_events() : NULL);
	frames__write(ANSWER_DESCRIPTION, parts, 1);
	free(facts.data);
}

/* Whether a plugin that names these event sources takes system calls; one that names none takes all, or its
 * own. */
static bool takes_calls(const char *(*sources_of)(void))
{
	const char *sources = sources_of ? sources_of() : NULL;
	bool are_named = sources && strchr(sources, '"');

	return are_named ? strstr(sources, "\"syscall\"") != NULL : !plugin.event_source;
}

/* Notes the types of events that the plugin takes: those of a list, or all; only plugin events without system
 * calls. */
static void note_types(uint8_t what, uint16_t *(*types_of)(uint32_t *, plugin_state *),
		       const char *(*sources_of)(void))
{
	uint32_t n = 0;
	const uint16_t *types = types_of ? types_of(&n, plugin.state) : NULL;
	uint8_t listed[PLUGIN_TYPES] = {0};
	bool are_all = !types || n == 0, has_calls = takes_calls(sources_of);

	for (uint32_t i = 0; !are_all && i < n; i++)
		if (types[i] < PLUGIN_TYPES)
			listed[types[i]] = 1;
	for (uint32_t type = 0; type < PLUGIN_TYPES; type++)
		if ((are_all || listed[type]) && (has_calls || type == PLUGIN_EVENT_TYPE))
			plugin.takes[type] |= what;
}

/* Notes all types of events that the plugin takes; whether there are system calls among them. */
static bool note_all_types(void)
{
	const struct library *library = &plugin.library;

	if (library->extract_fields)
		note_types(PLUGIN_TAKES_FIELDS, library->get_extract_event_types,
			   library->get_extract_event_sources);
	if (library->parse_event)
		note_types(PLUGIN_TAKES_PARSING, library->get_parse_event_types,
			   library->get_parse_event_sources);
	for (uint32_t type = 0; type < PLUGIN_TYPES; type++)
		if (plugin.takes[type] && type != PLUGIN_EVENT_TYPE)
			return true;
	return false;
}

static void start(struct buffer *command)
{
	const struct library *library = &plugin.library;
	struct plugin_init_input input = {
		.config = (const char *)command->data,
		.get_owner_last_error = no_error,
		.tables = library->extract_fields || library->parse_event ? &no_tables : NULL,
		.log = log_line,
	};
	enum plugin_rc rc = PLUGIN_SUCCESS;

	plugin.state = library->init(&input, &rc);
	if (!plugin.state || rc != PLUGIN_SUCCESS) {
		const char *table = tables__asked();
		const char *text = plugin__error(&plugin);
		char why[512];
		snprintf(why, sizeof(why), "needs the state table \"%s\", which is not offered here",
			 table ? table : "");
		refuse(table ? why : *text ? text : "cannot be initialised, and says no reason");
	}
	const char *fault = note_all_types() ? library__schema_fault(library, plugin.state) : NULL;
	if (fault)
		refuse(fault);
	struct buffer types = {plugin.takes, sizeof(plugin.takes), sizeof(plugin.takes)};
	const struct buffer *parts[] = {&types};
	frames__write(ANSWER_READY, parts, 1);
}

static void open_source(struct buffer *command)
{
	enum plugin_rc rc = PLUGIN_SUCCESS;

	plugin.instance = plugin.library.open(plugin.state, (const char *)command->data, &rc);
	if (!plugin.instance || rc != PLUGIN_SUCCESS) {
		const char *text = plugin__error(&plugin);
		refuse(*text ? text : "cannot be opened, and says no reason");
	}
	if (!batches__begin())
		refuse("there is no memory for its events");
	if (plugin.library.set_async_event_handler) {
		batches__expect_async(strdup(plugin.library.get_async_events()), plugin.id);
		plugin.library.set_async_event_handler(plugin.state, NULL, batches__take_async);
	}
	frames__say(ANSWER_OPENED, "%s", "");
}

static void extract(struct buffer *command)
{
	const char *fault = extraction__run(&plugin, command);

	if (fault)
		refuse(fault);
	frames__write(ANSWER_VALUES, NULL, 0);
}

static void next(struct buffer *command)
{
	(void)command;
	batches__next(&plugin);
}

static void (*const commands[])(struct buffer *) = {
	[COMMAND_INIT] = start, [COMMAND_SLOTS] = values__ask, [COMMAND_OPEN] = open_source,
	[COMMAND_NEXT] = next,	[COMMAND_EVENTS] = extract,
};

static void finish(void)
{
	const struct library *library = &plugin.library;

	if (plugin.instance)
		library->close(plugin.state, plugin.instance);
	if (plugin.instance && library->set_async_event_handler)
		library->set_async_event_handler(plugin.state, NULL, NULL);
	if (plugin.state)
		library->destroy(plugin.state);
}

int main(int argc, char **argv)
{
	struct buffer command = {0};
	uint32_t kind;

	/* it ends with the program */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (argc != 2) {
		fprintf(stderr, "usage: plugin-host LIBRARY\n");
		return 1;
	}
	const char *fault = library__load(&plugin.library, argv[1]);
	if (fault)
		refuse(fault);
	describe();
	while ((kind = frames__read(&command)) != 0)
		if (kind < sizeof(commands) / sizeof(*commands) && commands[kind])
			commands[kind](&command);
	finish();
	/* not exit(): threads of the plugin go on */
	_exit(0);
}
