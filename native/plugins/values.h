// SPDX-License-Identifier: Apache-2.0
/* Values of fields: which are asked for, and what the plugin answers. */
#pragma once

#include "plugin.h"

/* Takes what is asked of each event from a command (COMMAND_SLOTS). */
void values__ask(struct buffer *command);

/* Hands an event to the plugin, and adds the values that are asked for; the text of what is wrong, or NULL.
 */
const char *values__add(struct plugin *plugin, const struct plugin_event *event, const char *source,
			struct buffer *into);
