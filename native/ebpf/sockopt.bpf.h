/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Socket options: names, and values whose type depends on the option. */
#pragma once

#include "args.bpf.h"
#include "generated/flags.bpf.h"
#include "put.bpf.h"

#include <asm/socket.h>

#define SOL_TCP 6
#define SCAP_SOL_SOCKET 1
#define SCAP_SOL_TCP 2

/* Types of a value, in its first byte. */
#define SOCKOPT_BYTES 0
#define SOCKOPT_ERRNO 1
#define SOCKOPT_U32 2
#define SOCKOPT_U64 3
#define SOCKOPT_TIME 4

#define BIT(option) (1ull << (option))

/* Options of SOL_SOCKET whose value is a 32-bit number. */
#define NUMBER_OPTIONS                                                                                     \
	(BIT(SO_DEBUG) | BIT(SO_REUSEADDR) | BIT(SO_TYPE) | BIT(SO_DONTROUTE) | BIT(SO_BROADCAST) |        \
	 BIT(SO_SNDBUF) | BIT(SO_RCVBUF) | BIT(SO_SNDBUFFORCE) | BIT(SO_RCVBUFFORCE) | BIT(SO_KEEPALIVE) | \
	 BIT(SO_OOBINLINE) | BIT(SO_NO_CHECK) | BIT(SO_PRIORITY) | BIT(SO_BSDCOMPAT) | BIT(SO_REUSEPORT) | \
	 BIT(SO_PASSCRED) | BIT(SO_RCVLOWAT) | BIT(SO_SNDLOWAT) | BIT(SO_SECURITY_AUTHENTICATION) |        \
	 BIT(SO_SECURITY_ENCRYPTION_TRANSPORT) | BIT(SO_SECURITY_ENCRYPTION_NETWORK) |                     \
	 BIT(SO_BINDTODEVICE) | BIT(SO_DETACH_FILTER) | BIT(SO_TIMESTAMP_OLD) | BIT(SO_ACCEPTCONN) |       \
	 BIT(SO_PEERSEC) | BIT(SO_PASSSEC) | BIT(SO_TIMESTAMPNS_OLD) | BIT(SO_MARK) |                      \
	 BIT(SO_TIMESTAMPING_OLD) | BIT(SO_PROTOCOL) | BIT(SO_DOMAIN) | BIT(SO_RXQ_OVFL) |                 \
	 BIT(SO_WIFI_STATUS) | BIT(SO_PEEK_OFF) | BIT(SO_NOFCS) | BIT(SO_LOCK_FILTER) |                    \
	 BIT(SO_SELECT_ERR_QUEUE) | BIT(SO_BUSY_POLL) | BIT(SO_MAX_PACING_RATE) | BIT(SO_BPF_EXTENSIONS) | \
	 BIT(SO_INCOMING_CPU))

static __always_inline u32 sockopt_levels__to_scap(s32 level)
{
	return level == SOL_SOCKET ? SCAP_SOL_SOCKET : level == SOL_TCP ? SCAP_SOL_TCP : 0;
}

/* Only options of SOL_SOCKET have names. */
static __always_inline u32 sockopt__name(s32 level, s32 option)
{
	return level == SOL_SOCKET ? sockopt_options__to_scap((u32)option) : 0;
}

static __always_inline u8 sockopt__kind(s32 level, u32 option)
{
	if (level != SOL_SOCKET)
		return SOCKOPT_BYTES;
	if (option == SO_ERROR)
		return SOCKOPT_ERRNO;
	if (option == SO_COOKIE)
		return SOCKOPT_U64;
	if (option == SO_RCVTIMEO_OLD || option == SO_SNDTIMEO_OLD || option == SO_RCVTIMEO_NEW ||
	    option == SO_SNDTIMEO_NEW)
		return SOCKOPT_TIME;
	return option < 64 && (NUMBER_OPTIONS >> option & 1) ? SOCKOPT_U32 : SOCKOPT_BYTES;
}

static __always_inline struct written put__number_u64(struct writer *w, u64 number)
{
	store_u64(writer__at(w), number);
	return writer__appended(w, sizeof(number));
}

/* An option of a call, and the address of its value. */
struct sockopt {
	s32 level, option;
	u64 value;
	u32 len;
};

/* A struct timeval in nanoseconds. For 32-bit callers, only the _NEW options have 64-bit members. */
static __always_inline u64 sockopt__time_ns(const struct call *call, const struct sockopt *sockopt)
{
	u64 value = sockopt->value;

	if (call->is_narrow && (sockopt->option == SO_RCVTIMEO_OLD || sockopt->option == SO_SNDTIMEO_OLD))
		return (s32)user__u32(value) * NS_PER_SECOND + (s32)user__u32(value + sizeof(u32)) * 1000;
	return user__u64(value) * NS_PER_SECOND + user__u64(value + sizeof(u64)) * 1000;
}

static __always_inline struct written put__sockopt_value(struct writer *w, const struct call *call, u8 kind,
							 const struct sockopt *sockopt)
{
	u64 value = sockopt->value;

	switch (kind) {
	case SOCKOPT_ERRNO:
		return put__number_u64(w, -(s64)(s32)user__u32(value));
	case SOCKOPT_U32:
		store_u32(writer__at(w), user__u32(value));
		return writer__appended(w, sizeof(u32));
	case SOCKOPT_U64:
		return put__number_u64(w, user__u64(value));
	case SOCKOPT_TIME:
		return put__number_u64(w, sockopt__time_ns(call, sockopt));
	default:
		return put__user_bytes(w, value, sockopt->len);
	}
}

static __always_inline struct written put__sockopt(struct writer *w, const struct call *call,
						   const struct sockopt *sockopt)
{
	u8 kind = sockopt__kind(sockopt->level, sockopt->option);

	store_u8(writer__at(w), kind);
	writer__appended(w, sizeof(kind));
	return (struct written){sizeof(kind) + put__sockopt_value(w, call, kind, sockopt).len};
}
