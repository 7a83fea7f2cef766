/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* The sockets of descriptors, their addresses and pairs of addresses (tuples). */
#pragma once

#include "file.bpf.h"
#include "kernel_net.h"
#include "put.bpf.h"

#include <bpf/bpf_endian.h>

#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 10

#define FAMILY_BYTES 2
/* Bytes of the longest address, that of a unix socket. */
#define SOCKADDR_BYTES 110
#define SOCKADDR_MASK 0x7f
/* Longest name of a unix socket, plus the NUL that it may lack. */
#define UNIX_PATH_BYTES (108 + 1)

/* Which end comes first in a tuple: the local one if data is sent, the remote one if it is received. */
#define OUTBOUND 0
#define INBOUND 1

/* An address in the caller's memory: struct sockaddr_in, sockaddr_in6 and sockaddr_un in one. */
struct user_address {
	u16 family;
	u16 port; /* in network order */
	u32 ipv4;
	struct in6_addr ipv6;
	u8 rest[SOCKADDR_MASK + 1 - 24]; /* 0 after the longest name */
};

/* One end of a connection. */
struct endpoint {
	struct in6_addr ipv6;
	u32 ipv4;
	u16 port; /* in network order */
};

/* The socket of a descriptor; NULL if it is not one. */
static __always_inline struct sock *fd__sock(s64 fd)
{
	struct file *file = fd__file(fd);
	struct socket *socket;

	if (!file || (KERNEL_READ(struct file, file, f_inode, i_mode) & S_IFMT) != S_IFSOCK)
		return NULL;
	socket = KERNEL_READ(struct file, file, private_data);
	return socket ? KERNEL_READ(struct socket, socket, sk) : NULL;
}

/* Appends the name of a unix socket, at most `len` bytes, without the leading NUL of an abstract one. */
static __always_inline struct written put__unix_name(struct writer *w, const u8 *name, u32 len)
{
	u32 room = len < UNIX_PATH_BYTES ? len + 1 : UNIX_PATH_BYTES;
	u8 first = 1;

	asm volatile("" : "+r"(name)); /* otherwise the compiler may use |, but the verifier only allows + */
	bpf_probe_read_kernel(&first, sizeof(first), name);
	if (!first) {
		name++;
		room--;
	}
	return writer__appended(
		w, bpf_probe_read_kernel_str(writer__at(w), low_bits(room, SOCKADDR_MASK), name));
}

static __always_inline struct written put__user_unix_name(struct writer *w, u64 name)
{
	u8 first = 1;

	bpf_probe_read_user(&first, sizeof(first), (const void *)name);
	return writer__appended(w, bpf_probe_read_user_str(writer__at(w), UNIX_PATH_BYTES,
							   (const void *)(first ? name : name + 1)));
}

/* Appends an address: the family, then an IPv4 or IPv6 address and port, or the name of a unix socket.
 * Nothing for other families. */
static __always_inline struct written put__sockaddr(struct writer *w, u64 from, s32 len)
{
	struct user_address address = {};
	u8 *at = writer__at(w);
	u32 size = len > SOCKADDR_BYTES ? SOCKADDR_BYTES : len;

	if (len <= 0 || bpf_probe_read_user(&address, low_bits(size, SOCKADDR_MASK), (const void *)from))
		return NOTHING;
	store_u8(at, address.family);
	switch (address.family) {
	case AF_INET:
		store_u32(at + 1, address.ipv4);
		store_u16(at + 5, bpf_ntohs(address.port));
		return writer__appended(w, 7);
	case AF_INET6:
		*(struct in6_addr *)(at + 1) = address.ipv6;
		store_u16(at + 17, bpf_ntohs(address.port));
		return writer__appended(w, 19);
	case AF_UNIX:
		writer__appended(w, 1);
		return (struct written){1 + put__unix_name(w, (const u8 *)&address + FAMILY_BYTES,
							   SOCKADDR_BYTES - FAMILY_BYTES)
						    .len};
	default:
		return NOTHING;
	}
}

/* The address that the caller sends to or received from; 0 if unreadable. */
static __always_inline struct endpoint user__endpoint(u64 from, u16 family)
{
	struct {
		u16 family, port;
		u32 ipv4;
		struct in6_addr ipv6;
	} address = {};

	if (from)
		bpf_probe_read_user(&address, family == AF_INET6 ? 24 : 16, (const void *)from);
	return (struct endpoint){address.ipv6, address.ipv4, address.port};
}

static __always_inline struct endpoint sock__local(const struct sock *sk, u16 family)
{
	const struct inet_sock *inet = (const void *)sk;
	struct endpoint local = {};

	local.ipv4 = KERNEL_READ(struct inet_sock, inet, inet_saddr);
	local.port = KERNEL_READ(struct inet_sock, inet, inet_sport);
	if (family == AF_INET6)
		BPF_CORE_READ_INTO(&local.ipv6, inet, pinet6, saddr);
	return local;
}

/* The remote end. If the socket is not connected: the address at `user` in the caller's memory. */
static __always_inline struct endpoint sock__remote(const struct sock *sk, u64 user, u16 family)
{
	struct endpoint remote = {};

	remote.port = KERNEL_READ(struct sock, sk, __sk_common.skc_dport);
	if (!remote.port && user)
		return user__endpoint(user, family);
	remote.ipv4 = KERNEL_READ(struct sock, sk, __sk_common.skc_daddr);
	if (family == AF_INET6)
		BPF_CORE_READ_INTO(&remote.ipv6, sk, __sk_common.skc_v6_daddr);
	return remote;
}

static __always_inline struct written put__ipv4_tuple(struct writer *w, const struct endpoint *from,
						      const struct endpoint *to)
{
	u8 *at = writer__at(w);

	store_u8(at, AF_INET);
	store_u32(at + 1, from->ipv4);
	store_u16(at + 5, bpf_ntohs(from->port));
	store_u32(at + 7, to->ipv4);
	store_u16(at + 11, bpf_ntohs(to->port));
	return writer__appended(w, 13);
}

static __always_inline struct written put__ipv6_tuple(struct writer *w, const struct endpoint *from,
						      const struct endpoint *to)
{
	u8 *at = writer__at(w);

	store_u8(at, AF_INET6);
	__builtin_memcpy(at + 1, &from->ipv6, sizeof(from->ipv6));
	store_u16(at + 17, bpf_ntohs(from->port));
	__builtin_memcpy(at + 19, &to->ipv6, sizeof(to->ipv6));
	store_u16(at + 35, bpf_ntohs(to->port));
	return writer__appended(w, 37);
}

/* The NUL of an empty name. Without it, the reference would read past the parameter. */
static __always_inline struct written put__no_name(struct writer *w)
{
	store_u8(writer__at(w), 0);
	return writer__appended(w, 1);
}

/* Appends the kernel's addresses of both sockets and the name of the receiving one. */
static __always_inline struct written put__unix_tuple(struct writer *w, const struct sock *sk, int direction,
						      u64 user)
{
	const struct unix_sock *own = (const void *)sk;
	const struct unix_sock *peer = (const void *)BPF_CORE_READ(own, peer);
	const struct unix_sock *receiver = direction == INBOUND ? own : peer;
	const struct unix_address *address = BPF_CORE_READ(receiver, addr);
	struct written name = NOTHING;
	u8 *at = writer__at(w);

	store_u8(at, AF_UNIX);
	store_u64(at + 1, direction == INBOUND ? own : peer);
	store_u64(at + 9, direction == INBOUND ? peer : own);
	writer__appended(w, 17);
	if (address) {
		const u8 *own_name = (const u8 *)&address->name + FAMILY_BYTES;
		u32 len = BPF_CORE_READ(address, len) - FAMILY_BYTES;

		name = put__unix_name(w, own_name, len);
	} else if (direction == OUTBOUND && !peer && user) {
		name = put__user_unix_name(w, user + FAMILY_BYTES);
	}
	return (struct written){17 + (name.len ? name.len : put__no_name(w).len)};
}

/* Appends both ends of a socket. `user`: address of the remote end in the caller's memory, or 0. */
static __always_inline struct written put__tuple(struct writer *w, const struct sock *sk, int direction,
						 u64 user)
{
	u16 family = KERNEL_READ(struct sock, sk, __sk_common.skc_family);
	struct endpoint local, remote;

	if (sk && family == AF_UNIX)
		return put__unix_tuple(w, sk, direction, user);
	if (!sk || (family != AF_INET && family != AF_INET6))
		return NOTHING;
	local = sock__local(sk, family);
	remote = sock__remote(sk, user, family);
	if (family == AF_INET)
		return direction == INBOUND ? put__ipv4_tuple(w, &remote, &local)
					    : put__ipv4_tuple(w, &local, &remote);
	return direction == INBOUND ? put__ipv6_tuple(w, &remote, &local)
				    : put__ipv6_tuple(w, &local, &remote);
}
