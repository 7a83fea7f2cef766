// SPDX-License-Identifier: Apache-2.0
#include "privileges.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

bool account__find(struct account *account)
{
	const struct passwd *found = getpwnam(account->name);

	if (!found)
		return false;
	account->uid = found->pw_uid;
	account->gid = found->pw_gid;
	return true;
}

/* Sets the capabilities of this thread. A thread cannot set those of another one. */
static int set_capabilities(uint64_t set)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	const uint32_t low = (uint32_t)set, high = (uint32_t)(set >> 32);
	const struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {
		{.effective = low, .permitted = low}, {.effective = high, .permitted = high}};

	return syscall(SYS_capset, &header, data) ? -errno : 0;
}

int account__become(const struct account *account, uint64_t keep)
{
	const uid_t uid = account->uid;
	const gid_t gid = account->gid;

	/* To setresuid and setresgid, -1 means "leave unchanged". */
	if (uid == (uid_t)-1 || gid == (gid_t)-1)
		return -EINVAL;
	/* The C library changes the ids of all threads. The kernel then clears the capabilities of each
	 * thread that has not set PR_SET_KEEPCAPS. */
	if (prctl(PR_SET_KEEPCAPS, 1) || initgroups(account->name, gid) || setresgid(gid, gid, gid) ||
	    setresuid(uid, uid, uid))
		return -errno;
	return set_capabilities(keep);
}
