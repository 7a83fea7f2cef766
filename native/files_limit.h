/* SPDX-License-Identifier: Apache-2.0 */
/* The limit of open files (RLIMIT_NOFILE): loading the probe briefly needs many. */
#pragma once

#include <sys/resource.h>

/* Enough for all programs and maps of the probe and for the files that are already open. */
#define LOADING_FILES 1024

/* The limit to restore. */
struct files_limit {
	struct rlimit before;
};

/* Raises the limit to LOADING_FILES; leaves it unchanged if that is not permitted. */
void files_limit__raise(struct files_limit *limit);
void files_limit__restore(const struct files_limit *limit);
