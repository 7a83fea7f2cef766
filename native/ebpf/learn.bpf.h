/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * Describes the table of a process whose calls were skipped (table.bpf.h): a record for each descriptor,
 * before the event of the next call. The caller is not in a call yet, so its own descriptors do not change
 * meanwhile. Other threads of the process may change theirs: the events of that are recorded again.
 */
#pragma once

#include "flags_special.bpf.h"
#include "dispatch.bpf.h"
#include "hook.bpf.h"
#include "path.bpf.h"
#include "sock.bpf.h"

#define PIDFS_MAGIC 0x50494446
#define WORD_BITS 64
/* Highest number and most descriptors that are described, to limit the time that this takes. */
#define TABLE_WORDS 1024
#define TABLE_FDS 4096
#define TABLE_PARAMS 8
#define UNIX_NAMED (1ULL << 48)
#define TCP_ACCEPTED (1ULL << 49)
#define TCP_LISTENS 10

/* Where a walk through a table is. */
struct table_walk {
	const unsigned long *open_fds;
	u64 word; /* of open_fds, and the descriptor of its first bit */
	u32 first;
	u32 count;
	u32 is_cut;  /* whether descriptors are missing */
	u32 is_full; /* whether they are missing because the ring is full */
};

/* The process that a pidfd is for, by its pid on the host; 0 for other files, and before 6.9. */
static __always_inline u32 file__pid(struct file *file, u64 magic)
{
	const struct pid *pid = magic == PIDFS_MAGIC ? BPF_CORE_READ(file, f_inode, i_private) : NULL;

	return pid ? BPF_CORE_READ(pid, numbers[0].nr) : 0;
}

/* Whether an IP socket was accepted: it has the listener's limit of waiting connections, but does not listen.
 */
static __always_inline bool sock__was_accepted(const struct sock *sk)
{
	return BPF_CORE_READ(sk, sk_max_ack_backlog) &&
	       BPF_CORE_READ(sk, __sk_common.skc_state) != TCP_LISTENS;
}

/* What sort of socket it is: family, type, protocol, whether a unix socket has a name, and whether an IP
 * socket was accepted. */
static __always_inline u64 sock__sort(const struct sock *sk)
{
	u64 family, sort;

	if (!sk)
		return 0;
	family = BPF_CORE_READ(sk, __sk_common.skc_family);
	sort = family | (u64)BPF_CORE_READ(sk, sk_type) << 16 | (u64)BPF_CORE_READ(sk, sk_protocol) << 32;
	if (family == AF_UNIX)
		return BPF_CORE_READ((const struct unix_sock *)sk, addr) ? sort | UNIX_NAMED : sort;
	return sock__was_accepted(sk) ? sort | TCP_ACCEPTED : sort;
}

/* Appends a record that describes no descriptor. False if there is no room. */
static __always_inline bool emit_table_mark(s64 mark)
{
	struct writer w;

	if (!writer__begin(&w, TABLE_RECORD, TABLE_PARAMS))
		return false;
	writer__s64(&w, mark);
	writer__u64(&w, 0);
	writer__u32(&w, 0);
	writer__u64(&w, 0);
	writer__u32(&w, 0);
	writer__written(&w, NOTHING);
	writer__u64(&w, 0);
	writer__written(&w, NOTHING);
	writer__end(&w);
	return true;
}

/*
 * Appends a record: the descriptor, its file system, device (of a pidfd: the process), inode, flags and path,
 * and the sort and addresses of a socket. False if there is no room.
 */
static __noinline bool emit_table_record(s64 fd)
{
	struct file *file = fd__file(fd);
	struct sock *sk = fd__sock(fd);
	u64 magic = BPF_CORE_READ(file, f_inode, i_sb, s_magic), sort = sock__sort(sk);
	struct writer w;

	if (!writer__begin(&w, TABLE_RECORD, TABLE_PARAMS))
		return false;
	writer__s64(&w, fd);
	writer__u64(&w, magic);
	writer__u32(&w, file__pid(file, magic) ?: dev__encode(BPF_CORE_READ(file, f_inode, i_sb, s_dev)));
	writer__u64(&w, BPF_CORE_READ(file, f_inode, i_ino));
	writer__u32(&w, open_flags__to_scap(BPF_CORE_READ(file, f_flags)));
	writer__written(&w, sk ? NOTHING : put__file_path(&w, file));
	writer__u64(&w, sort);
	writer__written(&w, put__tuple(&w, sk, sort & UNIX_NAMED ? INBOUND : OUTBOUND, 0));
	writer__end(&w);
	return true;
}

/*
 * Callbacks of bpf_loop: a descriptor, and a word of the table's bits. Their result is a comparison: the
 * verifier of 6.1 must see that it is 0 or 1, and knows no range of what is in memory.
 */
static long describe_descriptor(u32 bit, struct table_walk *walk)
{
	if (!(walk->word >> (bit & (WORD_BITS - 1)) & 1))
		return 0;
	if (walk->count++ >= TABLE_FDS)
		walk->is_cut = true;
	else if (!emit_table_record(walk->first + bit))
		walk->is_cut = walk->is_full = true;
	return walk->is_cut != 0;
}

static long describe_word(u32 index, struct table_walk *walk)
{
	walk->word = 0;
	walk->first = index * WORD_BITS;
	bpf_probe_read_kernel(&walk->word, sizeof(walk->word), walk->open_fds + index);
	if (walk->word)
		bpf_loop(WORD_BITS, describe_descriptor, walk, 0);
	return walk->is_cut != 0;
}

/* Describes the whole table of the caller. From then on it is followed, unless the ring was full. */
static __always_inline void table__describe(u32 pid)
{
	const struct fdtable *table = BPF_CORE_READ(task__current(), files, fdt);
	u32 words = BPF_CORE_READ(table, max_fds) / WORD_BITS;
	struct table_walk walk = {.open_fds = BPF_CORE_READ(table, open_fds)};

	table__follow(pid);
	if (emit_table_mark(TABLE_BEGINS)) {
		bpf_loop(words < TABLE_WORDS ? words : TABLE_WORDS, describe_word, &walk, 0);
		/* not before: the walk ends when it is set */
		walk.is_cut |= words > TABLE_WORDS;
		walk.is_full |= !emit_table_mark(walk.is_cut ? TABLE_IS_CUT : TABLE_ENDS);
	} else {
		walk.is_full = true;
	}
	if (walk.is_full)
		table__unfollow(pid);
}

/* Between the dispatcher and the program of an enter event: describes the table, then dispatches again. */
SEC("tp_btf/sys_enter")
int on_table(u64 *ctx)
{
	const struct task_struct *task = bpf_get_current_task_btf();
	const struct pt_regs *regs = hook__regs(ctx);
	u32 pid = (u32)task->tgid;
	s32 fd = syscall__is_foreign(task, hook__nr(ctx)) ? syscall__narrow_arg(regs, 0)
							  : syscall__arg(regs, 0);

	if (!tables__are_learnt())
		return 0;
	if (!process__is_rejected(pid))
		table__describe(pid);
	else if (fd >= 0)
		emit_table_record(fd);
	table__note_described(task);
	bpf_tail_call(ctx, &enter_programs, DISPATCHER_SLOT);
	return 0;
}
