// SPDX-License-Identifier: Apache-2.0
#include "files_limit.h"

void files_limit__raise(struct files_limit *limit)
{
	struct rlimit enough;

	getrlimit(RLIMIT_NOFILE, &limit->before);
	if (limit->before.rlim_cur >= LOADING_FILES)
		return;
	enough = (struct rlimit){LOADING_FILES, limit->before.rlim_max};
	if (enough.rlim_max < LOADING_FILES)
		enough.rlim_max = LOADING_FILES; /* requires CAP_SYS_RESOURCE */
	setrlimit(RLIMIT_NOFILE, &enough);
}

void files_limit__restore(const struct files_limit *limit)
{
	setrlimit(RLIMIT_NOFILE, &limit->before);
}
