/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Bodies of the disk quota events. */
#pragma once

#include "../args.bpf.h"
#include "../event.bpf.h"
#include "../generated/emitters.bpf.h"
#include "../generated/flags.bpf.h"
#include "../put.bpf.h"

#define SCAP_QFMT_NOT_USED 1
/* Without the trailing padding of 64-bit callers. */
#define DQBLK_BYTES (__builtin_offsetof(struct if_dqblk, dqb_valid) + sizeof(u32))

static __always_inline bool quotactl__has_id(u32 cmd)
{
	return cmd == Q_GETQUOTA || cmd == Q_SETQUOTA || cmd == Q_XGETQUOTA || cmd == Q_XSETQLIM;
}

SYS_ENTER(QUOTACTL_E)
{
	u32 cmd = (u32)arg(0) >> SUBCMDSHIFT;

	emit__quotactl_e(call__tid(call), quotactl_cmds__to_scap(cmd),
			 quotactl_types__to_scap(arg(0) & SUBCMDMASK), quotactl__has_id(cmd) ? arg(2) : 0,
			 cmd == Q_QUOTAON ? quotactl_quota_fmts__to_scap((u32)arg(2)) : SCAP_QFMT_NOT_USED);
}

/* Limits of a user or group; 0 if they are not valid or the command is about something else. */
static __always_inline struct if_dqblk dqblk__read(u32 cmd, u64 address)
{
	struct if_dqblk limits = {};

	if (cmd == Q_GETQUOTA || cmd == Q_SETQUOTA)
		bpf_probe_read_user(&limits, DQBLK_BYTES, (const void *)address);
	if (!(limits.dqb_valid & QIF_BLIMITS))
		limits.dqb_bhardlimit = limits.dqb_bsoftlimit = 0;
	if (!(limits.dqb_valid & QIF_SPACE))
		limits.dqb_curspace = 0;
	if (!(limits.dqb_valid & QIF_ILIMITS))
		limits.dqb_ihardlimit = limits.dqb_isoftlimit = 0;
	if (!(limits.dqb_valid & QIF_BTIME))
		limits.dqb_btime = 0;
	if (!(limits.dqb_valid & QIF_ITIME))
		limits.dqb_itime = 0;
	return limits;
}

/* Grace times and flags of a file system's quotas; 0 in the same cases. */
static __always_inline struct if_dqinfo dqinfo__read(u32 cmd, u64 address)
{
	struct if_dqinfo info = {};

	if (cmd == Q_GETINFO || cmd == Q_SETINFO)
		bpf_probe_read_user(&info, sizeof(info), (const void *)address);
	if (!(info.dqi_valid & IIF_BGRACE))
		info.dqi_bgrace = 0;
	if (!(info.dqi_valid & IIF_IGRACE))
		info.dqi_igrace = 0;
	if (!(info.dqi_valid & IIF_FLAGS))
		info.dqi_flags = 0;
	return info;
}

SYS_EXIT(QUOTACTL_X)
{
	u32 cmd = (u32)arg(0) >> SUBCMDSHIFT;
	struct if_dqblk limits = dqblk__read(cmd, arg(3));
	struct if_dqinfo info = dqinfo__read(cmd, arg(3));
	u32 format = cmd == Q_GETFMT ? quotactl_quota_fmts__to_scap(user__u32(arg(3))) : SCAP_QFMT_NOT_USED;
	struct writer w;

	emit__quotactl_x(&w, ret, put__user_string(&w, arg(1)),
			 cmd == Q_QUOTAON ? put__user_string(&w, arg(3)) : NOTHING, limits.dqb_bhardlimit,
			 limits.dqb_bsoftlimit, limits.dqb_curspace, limits.dqb_ihardlimit,
			 limits.dqb_isoftlimit, limits.dqb_btime, limits.dqb_itime, info.dqi_bgrace,
			 info.dqi_igrace, info.dqi_flags, format);
}
