/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Sockets: creation, addresses and options. */
#pragma once

#include "../event.bpf.h"
#include "../generated/emitters.bpf.h"
#include "../sock.bpf.h"
#include "../sockopt.bpf.h"

#define IN_PROGRESS (-115)

SYS_EXIT(BIND_X)
{
	struct writer w;

	emit__bind_x(&w, ret, put__sockaddr(&w, arg(1), arg(2)), (s32)arg(0));
}

SYS_ENTER(CONNECT_E)
{
	struct writer w;

	emit__connect_e(&w, (s32)arg(0), put__sockaddr(&w, arg(1), arg(2)));
}

SYS_EXIT(CONNECT_X)
{
	struct sock *sk = ret == 0 || ret == IN_PROGRESS ? fd__sock((s32)arg(0)) : NULL;
	struct writer w;

	emit__connect_x(&w, ret, put__tuple(&w, sk, OUTBOUND, arg(1)), (s32)arg(0));
}

/* The queue of a listening socket, after a connection was taken from it. */
struct accept_queue {
	u32 len, max;
	u8 percent;
};

static __always_inline struct accept_queue sock__accept_queue(const struct sock *sk)
{
	struct accept_queue queue = {};

	if (!sk)
		return queue;
	queue.len = BPF_CORE_READ(sk, sk_ack_backlog);
	queue.max = BPF_CORE_READ(sk, sk_max_ack_backlog);
	queue.percent = queue.max ? (u64)queue.len * 100 / queue.max : 0;
	return queue;
}

/* Both calls: the tuple is that of the new socket, the queue that of the listening one. */
#define EMIT_ACCEPT(emitter)                                                                            \
	do {                                                                                            \
		struct accept_queue queue = sock__accept_queue(ret < 0 ? NULL : fd__sock((s32)arg(0))); \
		struct writer w;                                                                        \
                                                                                                        \
		emitter(&w, ret, put__tuple(&w, fd__sock(ret), INBOUND, 0), queue.percent, queue.len,   \
			queue.max);                                                                     \
	} while (0)

SYS_EXIT(ACCEPT_5_X)
{
	EMIT_ACCEPT(emit__accept_5_x);
}

SYS_EXIT(ACCEPT4_6_X)
{
	EMIT_ACCEPT(emit__accept4_6_x);
}

SYS_EXIT(SOCKETPAIR_X)
{
	u64 fds = ret ? (u64)-1 : user__u64(arg(3));
	const struct sock *source = ret ? NULL : fd__sock((s32)fds);
	const struct unix_sock *end = (const void *)source;
	u64 peer = source ? (u64)BPF_CORE_READ(end, peer) : 0;

	emit__socketpair_x(call__tid(call), ret, (s32)fds, (s32)(fds >> 32), (u64)source, peer);
}

SYS_EXIT(SETSOCKOPT_X)
{
	struct sockopt sockopt = {arg(1), arg(2), arg(3), arg(4)};
	struct writer w;

	emit__setsockopt_x(&w, ret, (s32)arg(0), sockopt_levels__to_scap(sockopt.level),
			   sockopt__name(sockopt.level, sockopt.option), put__sockopt(&w, call, &sockopt),
			   sockopt.len);
}

SYS_EXIT(GETSOCKOPT_X)
{
	struct sockopt sockopt = {arg(1), arg(2), arg(3), user__u32(arg(4))};
	struct writer w;

	emit__getsockopt_x(&w, ret, (s32)arg(0), sockopt_levels__to_scap(sockopt.level),
			   sockopt__name(sockopt.level, sockopt.option), put__sockopt(&w, call, &sockopt),
			   sockopt.len);
}
