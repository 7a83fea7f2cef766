/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* The control groups of the caller: `cpuset=/a/b`, NUL, `cpu=/`, NUL and so on for the five subsystems that
 * captures record. */
#pragma once

#include "put.bpf.h"
#include "repeat.bpf.h"
#include "task.bpf.h"

/* Names of a path, counted from its end. Those above are left out, as in the reference. */
#define CGROUP_DEPTH 6
/* A power of two, so that an index can be masked. */
#define CGROUP_NAMES 8
#define CGROUP_NAME_BYTES 256

static __always_inline struct kernfs_node *kernfs_node__parent(struct kernfs_node *node)
{
	struct kernfs_node___before_6_15 *old = (void *)node;

	return bpf_core_field_exists(node->__parent) ? BPF_CORE_READ(node, __parent)
						     : BPF_CORE_READ(old, parent);
}

/* Appends a name, with `end` in place of its NUL; nothing if it is unreadable. */
static __always_inline void writer__name(struct writer *w, const char *name, char end)
{
	long len = bpf_probe_read_kernel_str(writer__at(w), CGROUP_NAME_BYTES, name);

	if (len <= 0)
		return;
	writer__appended(w, len);
	store_u8(w->event + low_bits(w->pos - 1, OFFSET_MASK), end);
}

/* A walk from a control group up to the root, which collects the names of a path from its end. */
struct cgroup_walk {
	struct cpu_state *cpu;
	u8 *event;
	u32 pos; /* where the next name goes */
	struct kernfs_node *node;
	const char *names[CGROUP_NAMES];
};

static __noinline long cgroup_walk__step(u32 index, struct cgroup_walk *walk)
{
	struct kernfs_node *node = walk->node;

	if (!node)
		return 1;
	walk->names[low_bits(index, CGROUP_NAMES - 1)] = BPF_CORE_READ(node, name);
	walk->node = kernfs_node__parent(node);
	return 0;
}

static __noinline long cgroup_walk__put(u32 index, struct cgroup_walk *walk)
{
	const char *name = walk->names[low_bits(CGROUP_DEPTH - 1 - index, CGROUP_NAMES - 1)];
	struct writer w = {.cpu = walk->cpu, .event = walk->event, .pos = walk->pos};

	if (name)
		writer__name(&w, name, '/');
	walk->pos = w.pos;
	return 0;
}

static __always_inline void writer__cgroup(struct writer *w, const struct task_struct *task, u32 subsystem)
{
	struct css_set *set = BPF_CORE_READ(task, cgroups);
	struct cgroup_subsys_state *state = NULL;
	struct cgroup_walk walk = {.cpu = w->cpu, .event = w->event};

	bpf_probe_read_kernel(&state, sizeof(state), (void *)&set->subsys + subsystem * sizeof(state));
	writer__name(w, BPF_CORE_READ(state, ss, name), '=');
	walk.node = BPF_CORE_READ(state, cgroup, kn);
	REPEAT(CGROUP_DEPTH, cgroup_walk__step, &walk);
	walk.pos = w->pos;
	REPEAT(CGROUP_DEPTH, cgroup_walk__put, &walk);
	w->pos = walk.pos;
	/* The root has an empty name and keeps its slash. Any other path ends with a slash, which is
	 * removed. */
	if (walk.names[1])
		w->pos--;
	store_u8(writer__at(w), 0);
	writer__appended(w, 1);
}

#define CGROUP_SUBSYSTEM(id)                                       \
	if (bpf_core_enum_value_exists(enum cgroup_subsys_id, id)) \
		writer__cgroup(w, task, bpf_core_enum_value(enum cgroup_subsys_id, id));

static __always_inline struct written put__cgroups(struct writer *w, const struct task_struct *task)
{
	u32 start = w->pos;

	CGROUP_SUBSYSTEM(cpuset_cgrp_id)
	CGROUP_SUBSYSTEM(cpu_cgrp_id)
	CGROUP_SUBSYSTEM(cpuacct_cgrp_id)
	CGROUP_SUBSYSTEM(io_cgrp_id)
	CGROUP_SUBSYSTEM(memory_cgrp_id)
	return (struct written){w->pos - start};
}
