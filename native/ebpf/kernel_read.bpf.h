/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * Reads members of kernel structures through pointers whose type the verifier does not know. Since 6.2 such a
 * pointer can be cast, and members are plain loads. On older kernels each read calls a helper, which costs 20
 * ns.
 */
#pragma once

#include "kernel_types.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

extern void *bpf_rdonly_cast(const void *pointer, __u32 btf_id) __ksym __weak;

/* The last member of a chain of members; 0 if a pointer in the chain is not valid. */
#define KERNEL_READ(type, pointer, ...)                                                                     \
	(bpf_ksym_exists(bpf_rdonly_cast)                                                                   \
		 ? ___arrow(((type *)bpf_rdonly_cast(pointer, bpf_core_type_id_kernel(type))), __VA_ARGS__) \
		 : BPF_CORE_READ((const type *)(pointer), __VA_ARGS__))
