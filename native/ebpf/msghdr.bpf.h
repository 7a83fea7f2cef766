/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Messages of sendmsg, recvmsg and their forms for many. */
#pragma once

#include "iovec.bpf.h"
#include "snaplen.bpf.h"

/* The caller's struct msghdr. */
struct message {
	u64 name;
	u32 name_len;
	u64 parts, parts_count; /* struct iovec */
	u64 control, control_len;
	u32 flags;
};

/* The caller's struct mmsghdr. */
struct counted_message {
	struct message message;
	u32 len; /* result: bytes sent or received */
};

/* All zero when unreadable. */
static __always_inline struct message message__read(u64 address)
{
	struct message message = {};

	bpf_probe_read_user(&message, sizeof(message), (const void *)address);
	return message;
}

static __always_inline u32 message__size(const struct message *message)
{
	return iovec__size(message->parts, message->parts_count);
}

/* Data of a message over a socket: as much as is kept. */
static __always_inline struct written put__message_data(struct writer *w, s64 fd,
							const struct message *message, s64 len)
{
	return put__iovec_data(w, message->parts, message->parts_count, len,
			       vector__snaplen(fd, message->name));
}

/* The control data as they lie there. */
static __always_inline struct written put__message_control(struct writer *w, const struct message *message)
{
	return message->control ? put__user_bytes(w, message->control, message->control_len) : NOTHING;
}
