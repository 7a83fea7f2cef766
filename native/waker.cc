// SPDX-License-Identifier: Apache-2.0
#include "waker.h"
#include "probe.h"

#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace
{

/* How long to wait for room in the queue, in ms. */
constexpr int ROOM_MS = 1;

/*
 * Makes this thread run as soon as it has to, however busy the machine is: a ring overflows within some 20
 * ms. It never runs for long, because the queue has a limit. Without CAP_SYS_NICE it waits for its turn.
 */
void RunAtOnce()
{
	const sched_param lowest = {1};

	pthread_setschedparam(pthread_self(), SCHED_FIFO, &lowest);
}

} // namespace

Waker::Waker(Napi::Env env, Napi::Function wake, probe *probe)
    : probe_(probe), stop_fd_(eventfd(0, EFD_CLOEXEC)),
      wake_(Napi::ThreadSafeFunction::New(env, wake, "sysshark rings", 0, 1)), thread_([this] { Run(); })
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

void Waker::Run()
{
	const int rings = probe__poll_fd(probe_);
	struct pollfd waits[] = {{rings, POLLIN, 0}, {stop_fd_, POLLIN, 0}};
	struct epoll_event edges[16];

	RunAtOnce();
	for (;;) {
		bool is_relieved = probe__relieve(probe_);

		if (poll(waits, 2, is_relieved ? -1 : ROOM_MS) < 0)
			continue;
		if (waits[1].revents)
			return;
		/* Consumes the edges, so that the next poll waits for new ones. */
		if (waits[0].revents && epoll_wait(rings, edges, 16, 0) >= 0)
			Wake();
	}
}

void Waker::Wake()
{
	if (called_.exchange(true))
		return;
	wake_.NonBlockingCall([this](Napi::Env, Napi::Function call) {
		called_ = false;
		call.Call({});
	});
}
