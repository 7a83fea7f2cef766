// SPDX-License-Identifier: Apache-2.0
#include "reader.h"

#include <poll.h>

bool reader__is_there(int fd)
{
	struct pollfd asked = {.fd = fd};

	return poll(&asked, 1, 0) <= 0 || !(asked.revents & (POLLERR | POLLHUP));
}
