/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * Members of kernel structures behind pointers whose type the verifier does not know. Since 6.2 it can be
 * told the type, and loads are plain ones then; a helper is called for each otherwise, which costs 20 ns.
 */
#pragma once

#include "kernel_types.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

extern void *bpf_rdonly_cast(const void *pointer, __u32 btf_id) __ksym __weak;

/* The member that a chain of members leads to; 0 where a pointer on the way is none. */
#define KERNEL_READ(type, pointer, ...)                                                                     \
	(bpf_ksym_exists(bpf_rdonly_cast)                                                                   \
		 ? ___arrow(((type *)bpf_rdonly_cast(pointer, bpf_core_type_id_kernel(type))), __VA_ARGS__) \
		 : BPF_CORE_READ((const type *)(pointer), __VA_ARGS__))
