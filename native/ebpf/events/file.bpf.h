/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Bodies of the events that open files. */
#pragma once

#include "../event.bpf.h"
#include "../file.bpf.h"
#include "../flags_special.bpf.h"
#include "../generated/emitters.bpf.h"
#include "../generated/flags.bpf.h"
#include "../path.bpf.h"
#include "../put.bpf.h"

/* Open flags that are known only at the exit. */
static __always_inline u32 file_facts__open_flags(const struct file_facts *facts)
{
	u32 flags = facts->created ? SCAP_O_F_CREATED : 0;

	if (facts->layer == LAYER_UPPER)
		flags |= SCAP_FD_UPPER_LAYER;
	if (facts->layer == LAYER_LOWER)
		flags |= SCAP_FD_LOWER_LAYER;
	return flags;
}

SYS_ENTER(OPEN_E)
{
	struct writer w;

	emit__open_e(&w, put__user_string(&w, arg(0)), open_flags__to_scap(arg(1)),
		     open_mode__to_scap(arg(1), arg(2)));
}

SYS_EXIT(OPEN_X)
{
	struct file_facts facts = fd__facts(ret);
	struct writer w;

	emit__open_x(&w, ret, put__user_string(&w, arg(0)),
		     open_flags__to_scap(arg(1)) | file_facts__open_flags(&facts),
		     open_mode__to_scap(arg(1), arg(2)), facts.dev, facts.ino);
}

SYS_ENTER(OPENAT_2_E)
{
	struct writer w;

	emit__openat_2_e(&w, (s32)arg(0), put__user_string(&w, arg(1)), open_flags__to_scap(arg(2)),
			 open_mode__to_scap(arg(2), arg(3)));
}

SYS_EXIT(OPENAT_2_X)
{
	struct file_facts facts = fd__facts(ret);
	struct writer w;

	emit__openat_2_x(&w, ret, (s32)arg(0), put__user_string(&w, arg(1)),
			 open_flags__to_scap(arg(2)) | file_facts__open_flags(&facts),
			 open_mode__to_scap(arg(2), arg(3)), facts.dev, facts.ino);
}

/* The argument of openat2; 0 if unreadable. */
static __always_inline struct open_how open_how__read(u64 address)
{
	struct open_how how = {};

	bpf_probe_read_user(&how, sizeof(how), (const void *)address);
	return how;
}

SYS_ENTER(OPENAT2_E)
{
	struct open_how how = open_how__read(arg(2));
	struct writer w;

	emit__openat2_e(&w, (s32)arg(0), put__user_string(&w, arg(1)), open_flags__to_scap(how.flags),
			open_mode__to_scap(how.flags, how.mode), openat2_flags__to_scap(how.resolve));
}

SYS_EXIT(OPENAT2_X)
{
	struct open_how how = open_how__read(arg(2));
	struct file_facts facts = fd__facts(ret);
	struct writer w;

	emit__openat2_x(&w, ret, (s32)arg(0), put__user_string(&w, arg(1)),
			open_flags__to_scap(how.flags) | file_facts__open_flags(&facts),
			open_mode__to_scap(how.flags, how.mode), openat2_flags__to_scap(how.resolve),
			facts.dev, facts.ino);
}

SYS_ENTER(CREAT_E)
{
	struct writer w;

	emit__creat_e(&w, put__user_string(&w, arg(0)), open_mode__to_scap(O_CREAT, arg(1)));
}

SYS_EXIT(CREAT_X)
{
	struct file_facts facts = fd__facts(ret);
	struct writer w;

	emit__creat_x(&w, ret, put__user_string(&w, arg(0)), open_mode__to_scap(O_CREAT, arg(1)), facts.dev,
		      facts.ino, facts.layer);
}

/* A handle means nothing to a reader, so the path of the opened file is recorded. */
SYS_EXIT_EITHER(OPEN_BY_HANDLE_AT_X)
{
	struct file_facts facts = fd__facts(ret);
	struct file *file = ret > 0 ? fd__file(ret) : NULL;
	struct writer w;

	emit__open_by_handle_at_x(&w, ret, (s32)arg(0),
				  open_flags__to_scap(arg(2)) | file_facts__open_flags(&facts),
				  file ? put__file_path(&w, file) : NOTHING, facts.dev, facts.ino);
}
