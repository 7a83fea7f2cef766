/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * How many bytes are kept of the data of a call on a descriptor. If snaplen_is_dynamic, more is kept of known
 * protocols, recognized by ports or first bytes. Sizes, ports and patterns are those of the reference.
 */
#pragma once

#include "sock.bpf.h"

#define SNAPLEN_FULL_PORTS 16000
#define SNAPLEN_PROTOCOL 2000
#define SNAPLEN_DNS 512

#define PORT_DNS 53
#define PORT_MYSQL 3306
#define PORT_POSTGRES 5432
#define PORT_STATSD 8125
#define PORT_MONGODB 27017

#define LOOKAHEAD_BYTES 16
#define LOOKAHEAD_MASK 31 /* a bound for the verifier */

/* Ports of both ends of a socket; 0 if it is not an internet socket. */
struct ports {
	u16 local, remote;
};

/* The first bytes of the data of a call, filled up with 0. */
struct lookahead {
	u8 bytes[LOOKAHEAD_MASK + 1];
	u32 len;
};

/* `name`: address of the other end in the caller's memory, or 0. */
static __always_inline struct ports fd__ports(s64 fd, u64 name)
{
	const struct sock *sk = fd__sock(fd);
	u16 family = sk ? BPF_CORE_READ(sk, __sk_common.skc_family) : 0;

	if (family != AF_INET && family != AF_INET6)
		return (struct ports){};
	return (struct ports){bpf_ntohs(sock__local(sk, family).port),
			      bpf_ntohs(sock__remote(sk, name, family).port)};
}

static __always_inline bool port__is_full(u16 port)
{
	return full_port_max && port >= full_port_min && port <= full_port_max;
}

static __always_inline bool ports__have(const struct ports *ports, u16 port)
{
	return ports->local == port || ports->remote == port;
}

static __always_inline u32 snaplen__at_least(u32 bytes)
{
	return snaplen > bytes ? snaplen : bytes;
}

/* The snaplen by ports alone; 0 if they do not decide. */
static __always_inline u32 ports__snaplen(const struct ports *ports)
{
	if (port__is_full(ports->local) || port__is_full(ports->remote))
		return snaplen__at_least(SNAPLEN_FULL_PORTS);
	if (ports->remote == PORT_STATSD)
		return snaplen__at_least(SNAPLEN_PROTOCOL);
	if (ports->remote == PORT_DNS)
		return snaplen__at_least(SNAPLEN_DNS);
	return 0;
}

static __always_inline bool lookahead__is_mysql(const struct lookahead *data)
{
	const u8 *b = data->bytes;

	return data->len >= 5 &&
	       (b[0] == 3 || b[1] == 3 || b[2] == 3 || b[3] == 3 || b[4] == 3 || (b[2] == 0 && b[3] == 0));
}

static __always_inline bool lookahead__is_postgres(const struct lookahead *data)
{
	const u8 *b = data->bytes;

	return data->len >= 7 && (((b[0] == 'Q' || b[0] == 'P' || b[0] == 'E') && b[1] == 0) ||
				  (b[4] == 0 && b[5] == 3 && b[6] == 0));
}

/* Tests the operation code of a MongoDB message, the last number of its header. */
static __always_inline bool lookahead__is_mongodb(const struct lookahead *data)
{
	u32 code = *(const u32 *)(data->bytes + 12);

	return data->len >= 16 && (code == 1 || (code >= 2001 && code <= 2007));
}

#define WORD(a, b, c, d) ((u32)(a) | (u32)(b) << 8 | (u32)(c) << 16 | (u32)(d) << 24)

static __always_inline bool lookahead__is_http(const struct lookahead *data)
{
	u32 first = *(const u32 *)data->bytes;

	return first == WORD('G', 'E', 'T', ' ') || first == WORD('P', 'O', 'S', 'T') ||
	       first == WORD('P', 'U', 'T', ' ') || first == WORD('D', 'E', 'L', 'E') ||
	       first == WORD('T', 'R', 'A', 'C') || first == WORD('C', 'O', 'N', 'N') ||
	       first == WORD('O', 'P', 'T', 'I') ||
	       (first == WORD('H', 'T', 'T', 'P') && data->bytes[4] == '/');
}

static __always_inline bool data__is_of_protocol(const struct ports *ports, u64 address, s64 len)
{
	struct lookahead data = {.len = len < LOOKAHEAD_BYTES ? len : LOOKAHEAD_BYTES};

	if (bpf_probe_read_user(data.bytes, low_bits(data.len, LOOKAHEAD_MASK), (const void *)address))
		return false;
	if (ports__have(ports, PORT_MYSQL) && lookahead__is_mysql(&data))
		return true;
	if (ports__have(ports, PORT_POSTGRES) && lookahead__is_postgres(&data))
		return true;
	return ports__have(ports, PORT_MONGODB) || lookahead__is_mongodb(&data) || lookahead__is_http(&data);
}

/* The snaplen of scattered data: by ports, not by content. */
static __always_inline u32 vector__snaplen(s64 fd, u64 name)
{
	struct ports ports;

	if (!snaplen_is_dynamic)
		return snaplen;
	ports = fd__ports(fd, name);
	return ports__snaplen(&ports) ?: snaplen;
}

static __always_inline u32 data__snaplen(s64 fd, u64 name, u64 address, s64 len)
{
	struct ports ports;
	u32 kept;

	if (!snaplen_is_dynamic)
		return snaplen;
	ports = fd__ports(fd, name);
	kept = ports__snaplen(&ports);
	if (!kept)
		kept = data__is_of_protocol(&ports, address, len) ? snaplen__at_least(SNAPLEN_PROTOCOL)
								  : snaplen;
	return kept;
}

/* Appends data that a call moved through a descriptor: as much of `len` bytes as is kept. */
static __always_inline struct written put__moved_data(struct writer *w, s64 fd, u64 name, u64 address,
						      s64 len)
{
	u32 kept;

	if (len <= 0)
		return NOTHING;
	kept = data__snaplen(fd, name, address, len);
	return put__snapped_bytes(w, address, len < kept ? len : kept);
}
