/* SPDX-License-Identifier: Apache-2.0 */
/* Gives up root: changes the user that this process runs as. Independent of the probe. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A user of this machine, as in passwd(5). */
struct account {
	const char *name;
	uid_t uid;
	gid_t gid;
};

/* Looks up the uid and gid of the user `name`, in directory services, too. False if there is no such user. */
bool account__find(struct account *account);

/*
 * Switches all threads to this user and the user's groups. The calling thread, and threads that it starts
 * later, keep the capabilities in `keep` (one bit each, linux/capability.h); other threads keep none. From
 * then on only root can attach to the process, because it holds files that root opened. Returns 0 or a
 * negative errno.
 */
int account__become(const struct account *account, uint64_t keep);

#ifdef __cplusplus
}
#endif
