// SPDX-License-Identifier: Apache-2.0
/* Events of the plugin, which go over in batches. */
#pragma once

#include "plugin.h"

/* Starts the thread that sends events while the plugin waits for more; false if it cannot be. */
bool batches__begin(void);

/* Collects events, and sends a batch of them; returns once it is sent, or the program has ended. */
void batches__next(struct plugin *plugin);

/* Takes an asynchronous event; error has PLUGIN_ERROR_SIZE bytes, or is NULL. Any thread. */
enum plugin_rc batches__take_async(plugin_owner *owner, const struct plugin_event *event, char *error);

/* Which asynchronous events are taken: the plugin's list of their names, and what is put into them as its id.
 */
void batches__expect_async(const char *names, uint32_t id);
