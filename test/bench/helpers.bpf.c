// SPDX-License-Identifier: (GPL-2.0-only OR MIT)
/* Measures the helper calls needed to record an event: a thousand of each, at the first system call, in
 * tenths of ns. */
#include <linux/types.h>

#include <linux/bpf.h>
#include <linux/ptrace.h>

#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual MIT/GPL";

#define TIMES 1000

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, char[65536]);
} memory SEC(".maps");

__u64 nothing, caller, task, monotonic_clock, boot_clock, kernel_bytes, user_byte, user_80_bytes,
	user_byte_to_stack, exchange;
__u32 is_done;

#define MEASURE(result, code)                                       \
	({                                                          \
		__u64 begin = bpf_ktime_get_ns();                   \
		for (int i = 0; i < TIMES; i++) {                   \
			code;                                       \
		}                                                   \
		result = (bpf_ktime_get_ns() - begin) * 10 / TIMES; \
	})

SEC("tp_btf/sys_enter")
int on_sys_enter(__u64 *ctx)
{
	const void *user = (const void *)((const struct pt_regs *)ctx[0])->rsp;
	__u64 word = 0;
	__u32 key = 0;
	char *at = bpf_map_lookup_elem(&memory, &key);

	if (!at || __sync_lock_test_and_set(&is_done, 1))
		return 0;
	MEASURE(nothing, asm volatile("" ::: "memory"));
	MEASURE(caller, bpf_get_current_pid_tgid());
	MEASURE(task, bpf_get_current_task_btf());
	MEASURE(monotonic_clock, bpf_ktime_get_ns());
	MEASURE(boot_clock, bpf_ktime_get_boot_ns());
	MEASURE(kernel_bytes, bpf_probe_read_kernel(at, sizeof(word), &word));
	MEASURE(user_byte, bpf_probe_read_user(at, 1, user));
	MEASURE(user_80_bytes, bpf_probe_read_user(at, 80, user));
	MEASURE(user_byte_to_stack, bpf_probe_read_user(&word, 1, user));
	MEASURE(exchange, __sync_lock_test_and_set((__u64 *)at, 1));
	return 0;
}
