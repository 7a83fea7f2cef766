/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Translations of kernel constants that cannot be generated from names alone. */
#pragma once

#include "kernel_types.h"
#include <bpf/bpf_helpers.h>
#include <linux/fcntl.h>
#include <linux/futex.h>
#include <linux/stat.h>

/* Flags of open in a capture. Read-write is the bits of read-only and write-only. */
#define SCAP_O_RDONLY 0x1
#define SCAP_O_WRONLY 0x2
#define SCAP_O_CREAT 0x4
#define SCAP_O_APPEND 0x8
#define SCAP_O_DSYNC 0x10
#define SCAP_O_EXCL 0x20
#define SCAP_O_NONBLOCK 0x40
#define SCAP_O_SYNC 0x80
#define SCAP_O_TRUNC 0x100
#define SCAP_O_DIRECT 0x200
#define SCAP_O_DIRECTORY 0x400
#define SCAP_O_LARGEFILE 0x800
#define SCAP_O_CLOEXEC 0x1000
#define SCAP_O_TMPFILE 0x2000
#define SCAP_O_F_CREATED 0x4000
#define SCAP_FD_UPPER_LAYER 0x8000
#define SCAP_FD_LOWER_LAYER 0x10000

struct open_flag {
	u32 kernel, scap;
};

/* O_TMPFILE contains O_DIRECTORY, and O_SYNC contains O_DSYNC. As in the reference, any common bit counts. */
static __always_inline u32 open_flags__to_scap(u64 flags)
{
	const struct open_flag pairs[] = {
		{O_CREAT, SCAP_O_CREAT},	 {O_TMPFILE, SCAP_O_TMPFILE},
		{O_APPEND, SCAP_O_APPEND},	 {O_DSYNC, SCAP_O_DSYNC},
		{O_EXCL, SCAP_O_EXCL},		 {O_NONBLOCK, SCAP_O_NONBLOCK},
		{O_SYNC, SCAP_O_SYNC},		 {O_TRUNC, SCAP_O_TRUNC},
		{O_DIRECT, SCAP_O_DIRECT},	 {O_DIRECTORY, SCAP_O_DIRECTORY},
		{O_LARGEFILE, SCAP_O_LARGEFILE}, {O_CLOEXEC, SCAP_O_CLOEXEC},
	};
	u32 access = flags & O_ACCMODE;
	u32 scap = access == O_RDWR	? SCAP_O_RDONLY | SCAP_O_WRONLY
		   : access == O_WRONLY ? SCAP_O_WRONLY
		   : access == O_RDONLY ? SCAP_O_RDONLY
					: 0;

#pragma unroll
	for (u32 i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (flags & pairs[i].kernel)
			scap |= pairs[i].scap;
	return scap;
}

/* The mode matters only if the call may create a file. */
static __always_inline u32 open_mode__to_scap(u64 flags, u64 mode)
{
	return flags & (O_CREAT | O_TMPFILE) ? mode & 07777 : 0;
}

/* The reference tests AT_SYMLINK_FOLLOW, although it prints the bit as AT_SYMLINK_NOFOLLOW. */
static __always_inline u32 fchownat_flags__to_scap(u64 flags)
{
	return flags & (AT_SYMLINK_FOLLOW | AT_EMPTY_PATH);
}

/* Flags of a new descriptor; none if they are negative. */
static __always_inline u32 fd_flags__to_scap(s32 flags)
{
	if (flags < 0)
		return 0;
	return (flags & O_CLOEXEC ? SCAP_O_CLOEXEC : 0) | (flags & O_NONBLOCK ? SCAP_O_NONBLOCK : 0);
}

static __always_inline u32 pipe_flags__to_scap(s32 flags)
{
	return fd_flags__to_scap(flags) | (flags >= 0 && flags & O_DIRECT ? SCAP_O_DIRECT : 0);
}

static __always_inline u32 dup3_flags__to_scap(u64 flags)
{
	return flags & O_CLOEXEC ? SCAP_O_CLOEXEC : 0;
}

static __always_inline u32 epoll_create1_flags__to_scap(u64 flags)
{
	return flags & O_CLOEXEC ? 1 : 0;
}

static __always_inline u32 pidfd_open_flags__to_scap(u64 flags)
{
	return flags & O_NONBLOCK ? 1 : 0;
}

/* R_OK, W_OK and X_OK are the same bits in captures; F_OK is 0. */
static __always_inline u32 access_flags__to_scap(u64 mode)
{
	return mode & 7;
}

/* The four SPLICE_F_ bits, which no kernel header exports, are the same in captures. */
static __always_inline u32 splice_flags__to_scap(u64 flags)
{
	return flags & 0xf;
}

/* MNT_FORCE, MNT_DETACH, MNT_EXPIRE and UMOUNT_NOFOLLOW are the same bits in captures. */
static __always_inline u32 umount_flags__to_scap(u64 flags)
{
	return flags & 0xf;
}

/* The flags of mount, without the magic number that very old programs put in the upper half (MS_MGC_VAL). */
static __always_inline u32 mount_flags__to_scap(u64 flags)
{
	return (flags & 0xffff0000) == 0xc0ed0000 ? flags & 0xffff : flags;
}

/* Operations and both flags have the kernel's numbers; unknown operations become FUTEX_WAIT (0). */
static __always_inline u32 futex_operations__to_scap(u64 op)
{
	u32 command = op & 127;

	return (command <= FUTEX_CMP_REQUEUE_PI ? command : 0) |
	       (op & (FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME));
}

/* Permissions and file type. Type 0 means a regular file; an unknown type is left out. */
static __always_inline u32 mknod_mode__to_scap(u64 mode)
{
	u32 kind = mode & S_IFMT ?: S_IFREG;
	bool is_known =
		kind == S_IFREG || kind == S_IFCHR || kind == S_IFBLK || kind == S_IFIFO || kind == S_IFSOCK;

	return (mode & 07777) | (is_known ? kind : 0);
}

/* Address families have the kernel's numbers; those without a name in captures become AF_UNSPEC (0). */
static __always_inline u32 socket_families__to_scap(u64 family)
{
	u8 number = family;

	return number <= 39 && number != 27 && number != 28 ? number : 0;
}

/* SHUT_RD, SHUT_WR and SHUT_RDWR are 0 to 2 in captures, too. */
static __always_inline u32 shutdown_how__to_scap(u64 how)
{
	return how <= 2 ? how : 0xff;
}
