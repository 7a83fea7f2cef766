/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Messages of sendmsg, recvmsg, sendmmsg and recvmmsg. */
#pragma once

#include "iovec.bpf.h"
#include "snaplen.bpf.h"

/* The caller's struct msghdr. */
struct message_header {
	u64 name;
	u32 name_len;
	u64 parts, parts_count;
	u64 control, control_len;
	u32 flags;
};

/* The caller's struct mmsghdr. */
struct counted_header {
	struct message_header header;
	u32 len; /* result: bytes sent or received */
};

/* The same structures of a 32-bit caller. */
struct narrow_message_header {
	u32 name, name_len, parts, parts_count, control, control_len, flags;
};

struct narrow_counted_header {
	struct narrow_message_header header;
	u32 len;
};

struct message {
	u64 name;
	struct vector parts;
	u64 control, control_len;
	u32 len; /* result, of a counted_header only */
};

static __always_inline struct message message__of(const struct message_header *header)
{
	return (struct message){
		.name = header->name,
		.parts = {header->parts, header->parts_count, false},
		.control = header->control,
		.control_len = header->control_len,
	};
}

/* Without control data: its 32-bit headers have another layout, which readers would not expect. */
static __always_inline struct message message__of_narrow(const struct narrow_message_header *header)
{
	return (struct message){.name = header->name, .parts = {header->parts, header->parts_count, true}};
}

/* All 0 if unreadable. */
static __always_inline struct message message__read(const struct call *call, u64 address)
{
	struct narrow_message_header narrow = {};
	struct message_header header = {};

	if (call->is_narrow) {
		bpf_probe_read_user(&narrow, sizeof(narrow), (const void *)address);
		return message__of_narrow(&narrow);
	}
	bpf_probe_read_user(&header, sizeof(header), (const void *)address);
	return message__of(&header);
}

static __always_inline u32 message__size(const struct message *message)
{
	return vector__size(message->parts);
}

/* Appends the data of a message over a socket, as much as is kept. */
static __always_inline struct written put__message_data(struct writer *w, s64 fd,
							const struct message *message, s64 len)
{
	return put__vector_data(w, message->parts, len, vector__snaplen(fd, message->name));
}

/* Appends the control data unchanged. */
static __always_inline struct written put__message_control(struct writer *w, const struct message *message)
{
	return message->control ? put__user_bytes(w, message->control, message->control_len) : NOTHING;
}
