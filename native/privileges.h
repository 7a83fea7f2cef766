/* SPDX-License-Identifier: Apache-2.0 */
/* Whose rights this process has: giving up those of root. Knows nothing of the probe. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A user of this machine, as passwd(5) has it. */
struct account {
	const char *name;
	uid_t uid;
	gid_t gid;
};

/* Fills in uid and gid of the user of this name, also one that a directory service knows; false: there is
 * none. */
bool account__find(struct account *account);

/*
 * Makes every thread that of this user, with the groups that the user is in. No thread keeps a capability but
 * the calling one those of `keep` (a bit each, linux/capability.h), and threads that it starts later. Nobody
 * else than root can attach to the process from then on, for it holds what root opened. 0 or a negative
 * errno.
 */
int account__become(const struct account *account, uint64_t keep);

#ifdef __cplusplus
}
#endif
