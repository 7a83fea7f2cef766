// SPDX-License-Identifier: Apache-2.0
#include "waker.h"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

Waker::Waker(Napi::Env env, Napi::Function wake, int poll_fd)
    : poll_fd_(poll_fd), stop_fd_(eventfd(0, EFD_CLOEXEC)),
      wake_(Napi::ThreadSafeFunction::New(env, wake, "sysshark rings", 0, 1)), thread_([this] { Wait(); })
{
}

Waker::~Waker()
{
	eventfd_write(stop_fd_, 1);
	thread_.join();
	/* A pending call would use this object after its end; there are none after this. */
	wake_.Abort();
	close(stop_fd_);
}

void Waker::Wait()
{
	struct pollfd waits[] = {{poll_fd_, POLLIN, 0}, {stop_fd_, POLLIN, 0}};
	struct epoll_event edges[16];

	for (;;) {
		if (poll(waits, 2, -1) < 0)
			continue;
		if (waits[1].revents)
			return;
		/* Consumes the edges, so that the next poll waits for new ones. */
		epoll_wait(poll_fd_, edges, 16, 0);
		if (called_.exchange(true))
			continue;
		wake_.NonBlockingCall([this](Napi::Env, Napi::Function call) {
			called_ = false;
			call.Call({});
		});
	}
}
