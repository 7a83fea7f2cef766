/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Data sent and received over sockets. */
#pragma once

#include "../event.bpf.h"
#include "../generated/emitters.bpf.h"
#include "../msghdr.bpf.h"
#include "../sock.bpf.h"

/* The most messages that sendmmsg and recvmmsg take (UIO_MAXIOV). */
#define MESSAGES_MAX 1024

SYS_ENTER(SENDTO_E)
{
	struct writer w;

	emit__sendto_e(&w, (s32)arg(0), arg(2), put__tuple(&w, fd__sock((s32)arg(0)), OUTBOUND, arg(4)));
}

/* The event of a failed call has the data that the caller passed. */
SYS_EXIT(SENDTO_X)
{
	struct writer w;

	emit__sendto_x(&w, ret,
		       put__moved_data(&w, (s32)arg(0), arg(4), arg(1), ret > 0 ? ret : (s64)arg(2)));
}

SYS_EXIT(RECVFROM_X)
{
	struct sock *sk = ret < 0 ? NULL : fd__sock((s32)arg(0));
	struct writer w;

	emit__recvfrom_x(&w, ret, put__moved_data(&w, (s32)arg(0), arg(4), arg(1), ret),
			 put__tuple(&w, sk, INBOUND, arg(4)));
}

SYS_ENTER(SENDMSG_E)
{
	struct message message = message__read(call, arg(1));
	struct writer w;

	emit__sendmsg_e(&w, (s32)arg(0), message__size(&message),
			put__tuple(&w, fd__sock((s32)arg(0)), OUTBOUND, message.name));
}

SYS_EXIT(SENDMSG_X)
{
	struct message message = message__read(call, arg(1));
	struct writer w;

	emit__sendmsg_x(&w, ret, put__message_data(&w, (s32)arg(0), &message, ret > 0 ? ret : snaplen));
}

/* For a failure and for the end of a stream, only the result is recorded. */
SYS_EXIT(RECVMSG_X)
{
	struct message message = message__read(call, ret > 0 ? arg(1) : 0);
	struct sock *sk = ret > 0 ? fd__sock((s32)arg(0)) : NULL;
	struct writer w;

	emit__recvmsg_x(&w, ret, ret > 0 ? ret : 0, put__message_data(&w, (s32)arg(0), &message, ret),
			put__tuple(&w, sk, INBOUND, message.name), put__message_control(&w, &message));
}

/* The messages of one call, for the loop over them. */
struct messages {
	u64 array;
	s64 fd;
};

static __always_inline bool messages__read(const struct messages *all, u32 index, bool is_narrow,
					   struct message *one)
{
	struct narrow_counted_header narrow;
	struct counted_header header;

	if (is_narrow) {
		if (bpf_probe_read_user(&narrow, sizeof(narrow),
					(const void *)(all->array + index * sizeof(narrow))))
			return false;
		*one = message__of_narrow(&narrow.header);
		one->len = narrow.len;
		return true;
	}
	if (bpf_probe_read_user(&header, sizeof(header), (const void *)(all->array + index * sizeof(header))))
		return false;
	*one = message__of(&header.header);
	one->len = header.len;
	return true;
}

static __always_inline long emit_sent(u32 index, const struct messages *all, bool is_narrow)
{
	struct message one;
	struct writer w;

	if (!messages__read(all, index, is_narrow, &one))
		return 1;
	emit__sendmmsg_x(&w, one.len, all->fd, message__size(&one),
			 put__message_data(&w, all->fd, &one, one.len ?: snaplen),
			 put__tuple(&w, fd__sock(all->fd), OUTBOUND, one.name));
	return 0;
}

static __always_inline long emit_received(u32 index, const struct messages *all, bool is_narrow)
{
	struct message one;
	struct writer w;

	if (!messages__read(all, index, is_narrow, &one))
		return 1;
	emit__recvmmsg_x(&w, one.len, all->fd, one.len, put__message_data(&w, all->fd, &one, one.len),
			 put__tuple(&w, fd__sock(all->fd), INBOUND, one.name),
			 put__message_control(&w, &one));
	return 0;
}

/* Callbacks of bpf_loop, one for each width of callers. */
static long emit_sent_message(u32 index, struct messages *all)
{
	return emit_sent(index, all, false);
}

static long emit_narrow_sent_message(u32 index, struct messages *all)
{
	return emit_sent(index, all, true);
}

static long emit_received_message(u32 index, struct messages *all)
{
	return emit_received(index, all, false);
}

static long emit_narrow_received_message(u32 index, struct messages *all)
{
	return emit_received(index, all, true);
}

/* One event per message, or one event for a call that failed. */
SYS_EXIT(SENDMMSG_X)
{
	struct messages all = {arg(1), (s32)arg(0)};
	struct writer w;

	if (ret > 0)
		bpf_loop(ret < MESSAGES_MAX ? ret : MESSAGES_MAX,
			 call->is_narrow ? emit_narrow_sent_message : emit_sent_message, &all, 0);
	else
		emit__sendmmsg_x(&w, ret, all.fd, 0, NOTHING, NOTHING);
}

SYS_EXIT(RECVMMSG_X)
{
	struct messages all = {arg(1), (s32)arg(0)};
	struct writer w;

	if (ret > 0)
		bpf_loop(ret < MESSAGES_MAX ? ret : MESSAGES_MAX,
			 call->is_narrow ? emit_narrow_received_message : emit_received_message, &all, 0);
	else
		emit__recvmmsg_x(&w, ret, all.fd, 0, NOTHING, NOTHING, NOTHING);
}
