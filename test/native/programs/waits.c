/* Waiting: for descriptors, for a word in memory, for time. */
#include "expect.h"
#include <linux/futex.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <time.h>

#define NOWHERE ((void *)16)

/* A list in the form of an event: count, then descriptor and flags of each. */
static const char *list(int count, const int *fds, const short *flags)
{
	unsigned char bytes[2 + 16 * 10];

	memcpy(bytes, &(short){count}, 2);
	for (int i = 0; i < count; i++) {
		memcpy(bytes + 2 + i * 10, &(long){fds[i]}, 8);
		memcpy(bytes + 10 + i * 10, &flags[i], 2);
	}
	return quoted(bytes, 2 + count * 10);
}

static void polls(int in, int out)
{
	struct pollfd fds[2] = {{in, POLLIN | POLLPRI | POLLRDHUP, 0}, {out, POLLOUT, 0}}, many[20];
	const int numbers[2] = {in, out};
	int repeated[16];
	struct timespec time = {1, 5};
	sigset_t signals;
	long res;

	for (int i = 0; i < 20; i++)
		many[i] = (struct pollfd){-1 - i, 0, 0};
	for (int i = 0; i < 16; i++)
		repeated[i] = -1 - i;
	sigemptyset(&signals);
	sigaddset(&signals, SIGUSR1);
#ifdef SYS_poll
	res = CALL(SYS_poll, fds, 2L, -1L);
	EXPECT("POLL_E fds=%s timeout=-1", list(2, numbers, (const short[]){0xb, 0x4}));
	EXPECT("POLL_X res=1 fds=%s", list(2, numbers, (const short[]){0, 0x4}));
	res = CALL(SYS_poll, many, 20L, 0L);
	EXPECT("POLL_E fds=%s timeout=0", list(16, repeated, (const short[16]){}));
	EXPECT("POLL_X res=0 fds=%s", list(16, repeated, (const short[16]){}));
	res = CALL(SYS_poll, NOWHERE, 3L, 10L);
	EXPECT("POLL_E fds=%s timeout=10", list(0, NULL, NULL));
	EXPECT("POLL_X res=%ld fds=%s", res, list(0, NULL, NULL));
	res = CALL(SYS_poll, NULL, 0L, 1L);
	EXPECT("POLL_E fds=%s timeout=1", list(0, NULL, NULL));
	EXPECT("POLL_X res=%ld fds=%s", res, list(0, NULL, NULL));
#endif
	CALL(SYS_close, in);
	res = CALL(SYS_ppoll, fds, 2L, &time, &signals, 8L);
	EXPECT("PPOLL_E fds=%s timeout=1000000005 sigmask=0x200",
	       list(2, numbers, (const short[]){0xb, 0x4}));
	EXPECT("PPOLL_X res=%ld fds=%s", res, list(2, numbers, (const short[]){0x40, 0x4 | 0x10}));
	res = CALL(SYS_ppoll, NOWHERE, 1L, NULL, NULL, 8L);
	EXPECT("PPOLL_E fds=%s timeout=0 sigmask=0", list(0, NULL, NULL));
	EXPECT("PPOLL_X res=%ld fds=%s", res, list(0, NULL, NULL));
}

static void sets(void)
{
	struct epoll_event event;
	long res, set;

#ifdef SYS_select
	res = CALL(SYS_select, 0L, NULL, NULL, NULL, &(struct timeval){0, 1000});
	EXPECT("SELECT_E");
	EXPECT("SELECT_X res=0");
	res = CALL(SYS_select, -1L, NULL, NULL, NULL, NULL);
	EXPECT("SELECT_X res=%ld", res);
	set = CALL(SYS_epoll_create, 10);
	EXPECT("EPOLL_CREATE_E size=10");
	EXPECT("EPOLL_CREATE_X res=%ld", set);
	res = CALL(SYS_epoll_create, -1);
	EXPECT("EPOLL_CREATE_E size=-1");
	EXPECT("EPOLL_CREATE_X res=%ld", res);
	res = CALL(SYS_epoll_wait, set, &event, 1, 0);
	EXPECT("EPOLLWAIT_E maxevents=1");
	EXPECT("EPOLLWAIT_X res=0");
	res = CALL(SYS_epoll_wait, set, &event, -4, 0);
	EXPECT("EPOLLWAIT_E maxevents=-4");
	EXPECT("EPOLLWAIT_X res=%ld", res);
#endif
	set = CALL(SYS_epoll_create1, EPOLL_CLOEXEC);
	EXPECT("EPOLL_CREATE1_E flags=0x1");
	EXPECT("EPOLL_CREATE1_X res=%ld", set);
	res = CALL(SYS_epoll_create1, 3);
	EXPECT("EPOLL_CREATE1_E flags=0");
	EXPECT("EPOLL_CREATE1_X res=%ld", res);
}

static void time_and_memory(void)
{
	struct timespec time = {0, 2000000}, wrong = {-1, 0};
	uint32_t word = 5;
	long res;

	res = CALL(SYS_futex, &word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 3L, NULL, NULL, 0L);
	EXPECT("FUTEX_E addr=%lu op=0x81 val=3", (unsigned long)&word);
	EXPECT("FUTEX_X res=0");
	res = CALL(SYS_futex, &word, FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME, 4L, NULL, NULL, 1L);
	EXPECT("FUTEX_E addr=%lu op=0x109 val=4", (unsigned long)&word);
	EXPECT("FUTEX_X res=%ld", res);
	res = CALL(SYS_futex, NULL, 99, 0L, NULL, NULL, 0L);
	EXPECT("FUTEX_E addr=0 op=0 val=0");
	EXPECT("FUTEX_X res=%ld", res);
	res = CALL(SYS_nanosleep, &time, NULL);
	EXPECT("NANOSLEEP_E interval=2000000");
	EXPECT("NANOSLEEP_X res=0");
	res = CALL(SYS_nanosleep, &wrong, NULL);
	EXPECT("NANOSLEEP_E interval=%lu", (unsigned long)-1000000000L);
	EXPECT("NANOSLEEP_X res=%ld", res);
	res = CALL(SYS_nanosleep, NULL, NULL);
	EXPECT("NANOSLEEP_E interval=0");
	EXPECT("NANOSLEEP_X res=%ld", res);
}

int main(void)
{
	int ends[2];

	if (pipe(ends))
		return 1;
	polls(ends[0], ends[1]);
	sets();
	time_and_memory();
	return 0;
}
