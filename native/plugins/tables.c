// SPDX-License-Identifier: Apache-2.0
#include "tables.h"

#include <stddef.h>
#include <stdio.h>

static char asked[64];

const char *tables__asked(void)
{
	return asked[0] ? asked : NULL;
}

const char *no_error(plugin_owner *owner)
{
	(void)owner;
	return "";
}

static void *list_tables(plugin_owner *owner, uint32_t *count)
{
	(void)owner;
	*count = 0;
	return NULL;
}

static void *get_table(plugin_owner *owner, const char *name, uint32_t key_type)
{
	(void)owner;
	(void)key_type;
	if (!asked[0])
		snprintf(asked, sizeof(asked), "%s", name ? name : "?");
	return NULL;
}

static enum plugin_rc add_table(plugin_owner *owner, const void *table)
{
	(void)owner;
	(void)table;
	return PLUGIN_SUCCESS;
}

/* Functions of tables, which nobody has: they ignore their arguments. */
static void *nothing(void)
{
	return NULL;
}

static uint64_t no_size(void)
{
	return UINT64_MAX;
}

static enum plugin_rc fails(void)
{
	return PLUGIN_FAILURE;
}

typedef void (*any_function)(void);
#define ANY(function) ((any_function)(function))

/* list_table_fields, get_table_field, add_table_field */
static const any_function no_fields[] = {ANY(nothing), ANY(nothing), ANY(nothing)};
/* get_table_name, get_table_size, get_table_entry, read_entry_field, release_table_entry, iterate_entries */
static const any_function no_reader[] = {ANY(nothing), ANY(no_size), ANY(nothing),
					 ANY(fails),   ANY(nothing), ANY(nothing)};
/* clear_table, erase_table_entry, create_table_entry, destroy_table_entry, add_table_entry, write_entry_field
 */
static const any_function no_writer[] = {ANY(fails),   ANY(fails),   ANY(nothing),
					 ANY(nothing), ANY(nothing), ANY(fails)};

const struct plugin_tables_input no_tables = {
	.list_tables = list_tables,
	.get_table = get_table,
	.add_table = add_table,
	.old_fields = {(void *)nothing, (void *)nothing, (void *)nothing},
	.fields_ext = no_fields,
	.reader_ext = no_reader,
	.writer_ext = no_writer,
};
