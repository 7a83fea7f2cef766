// SPDX-License-Identifier: Apache-2.0
/* State tables: there are none, but plugins get functions to ask for them. */
#pragma once

#include "plugin_api.h"

extern const struct plugin_tables_input no_tables;

/* What the owner of the plugin says of its last failure: nothing. */
const char *no_error(plugin_owner *owner);

/* Name of the first table that the plugin asked for; NULL if it asked for none. */
const char *tables__asked(void);
