/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Bodies of the events that create descriptors. */
#pragma once

#include "../event.bpf.h"
#include "../file.bpf.h"
#include "../flags_special.bpf.h"
#include "../generated/emitters.bpf.h"

/* The two descriptors that a call returned to its caller, and their inode. */
struct pipe_ends {
	s32 fds[2];
	u64 ino;
};

/* Descriptors are -1 if unreadable. The inode is 0 unless the call succeeded. */
static __always_inline struct pipe_ends pipe_ends__read(u64 address, long ret)
{
	struct pipe_ends ends = {};

	if (bpf_probe_read_user(ends.fds, sizeof(ends.fds), (const void *)address))
		ends.fds[0] = ends.fds[1] = -1;
	if (ret == 0)
		ends.ino = fd__facts(ends.fds[0]).ino;
	return ends;
}

SYS_EXIT(PIPE_X)
{
	struct pipe_ends ends = pipe_ends__read(arg(0), ret);

	emit__pipe_x(call__tid(call), ret, ends.fds[0], ends.fds[1], ends.ino);
}

SYS_EXIT(PIPE2_X)
{
	struct pipe_ends ends = pipe_ends__read(arg(0), ret);

	emit__pipe2_x(call__tid(call), ret, ends.fds[0], ends.fds[1], ends.ino, pipe_flags__to_scap(arg(1)));
}
