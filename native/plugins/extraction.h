// SPDX-License-Identifier: Apache-2.0
/* Values of the fields of events that the plugin has not delivered: those of a capture, and system calls. */
#pragma once

#include "plugin.h"

/*
 * Gives values to events that lie in shared memory, behind a table of them (struct given); `command` has
 * their number and the names of their sources. The values lie there, too, of as many events as there is room
 * for; so those of before a crash are not lost. Says what is wrong with a value, or returns NULL.
 */
const char *extraction__run(struct plugin *plugin, const struct buffer *command);
