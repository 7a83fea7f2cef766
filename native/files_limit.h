/* SPDX-License-Identifier: Apache-2.0 */
/* The limit of open files, which loading the probe briefly needs many of. */
#pragma once

#include <sys/resource.h>

/* Enough for every program and map of the probe, and for what the process has open already. */
#define LOADING_FILES 1024

/* The limit as it was. */
struct files_limit {
	struct rlimit before;
};

/* Makes room for LOADING_FILES as far as this process may. */
void files_limit__raise(struct files_limit *limit);
void files_limit__restore(const struct files_limit *limit);
