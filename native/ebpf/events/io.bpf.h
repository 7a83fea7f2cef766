/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Bodies of the events that carry data. */
#pragma once

#include "../event.bpf.h"
#include "../generated/emitters.bpf.h"
#include "../put.bpf.h"

SYS_EXIT(READ_X)
{
	struct writer w;

	emit__read_x(&w, ret, put__user_data(&w, arg(1), ret), (s32)arg(0), arg(2));
}

/* A failed write still carries what it was asked to write. */
SYS_EXIT(WRITE_X)
{
	struct writer w;

	emit__write_x(&w, ret, put__user_data(&w, arg(1), ret > 0 ? ret : (s64)arg(2)));
}
