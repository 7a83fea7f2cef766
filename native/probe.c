// SPDX-License-Identifier: Apache-2.0
#include "probe.h"
#include "clock.h"
#include "diagnosis.h"
#include "interest.h"
#include "loading.h"
#include "lock.h"
#include "probe_state.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/utsname.h>
#include <unistd.h>

/* The reader is woken at this many bytes in a ring, or at this fraction of the ring if that is less. */
#define WAKEUP_BYTES (512 * 1024)
#define WAKEUP_RING_PART 4
/* Not the id of any thread group. */
#define NOBODY UINT32_MAX

/* What to add to the monotonic clock to get the time since the epoch. Valid until the machine sleeps. */
static uint64_t epoch_ns(void)
{
	uint64_t before = clock_ns(CLOCK_MONOTONIC), epoch = clock_ns(CLOCK_REALTIME);
	uint64_t after = clock_ns(CLOCK_MONOTONIC);

	return epoch - (before + (after - before) / 2);
}

/* Whether the kernel may preempt programs of system calls: 6.18 does not, 7.3 does. */
static bool kernel__may_preempt(void)
{
	struct utsname kernel;
	unsigned int version, patchlevel;

	if (uname(&kernel) || sscanf(kernel.release, "%u.%u", &version, &patchlevel) != 2)
		return false;
	return version > 6 || (version == 6 && patchlevel > 18);
}

/* Loads the programs that take calls while another thread is inside a dispatcher, or leaves them out
 * (ebpf/substitute.bpf.h). */
static int load_substitutes(struct probe_bpf *skeleton, bool are_needed)
{
	bpf_program__set_autoload(skeleton->progs.on_enter_substitute, are_needed);
	bpf_program__set_autoload(skeleton->progs.on_enter_main, are_needed);
	bpf_program__set_autoload(skeleton->progs.on_exit_substitute, are_needed);
	bpf_program__set_autoload(skeleton->progs.on_exit_main, are_needed);
	return are_needed ? bpf_map__set_max_entries(skeleton->maps.taken_calls, TIDS_MAX / 64) : 0;
}

/* Chooses what calls the programs of system calls. If these may be preempted, perf does, which prevents it.
 */
static int choose_call_hooks(struct probe *probe, enum call_hooks hooks)
{
	struct probe_bpf *skeleton = probe->skeleton;
	const bool is_preemptible = hooks != CALL_HOOKS_CHOSEN || kernel__may_preempt();

	skeleton->rodata->is_preemptible = is_preemptible;
	skeleton->rodata->is_called_by_perf = is_preemptible && hooks != CALL_HOOKS_SUBSTITUTED &&
					      perf_tracepoints__open(&probe->programs.tracepoints);
	return load_substitutes(skeleton, is_preemptible && !skeleton->rodata->is_called_by_perf);
}

/* Selects the tracepoint programs to load and attach. */
static void choose_tracepoints(struct probe_bpf *skeleton, const struct probe_options *options)
{
	bpf_program__set_autoload(skeleton->progs.on_birth, options->followed != 0 || options->learns_tables);
	bpf_program__set_autoload(skeleton->progs.on_table, options->learns_tables);
	bpf_program__set_autoload(skeleton->progs.on_switch, options->switches);
	bpf_program__set_autoload(skeleton->progs.on_signal, options->signals);
#if defined(__x86_64__)
	bpf_program__set_autoload(skeleton->progs.on_page_fault_user, options->page_faults);
	bpf_program__set_autoload(skeleton->progs.on_page_fault_kernel, options->page_faults);
#endif
}

/* Sets which processes and which events are recorded. */
static int narrow(struct probe_bpf *skeleton, const struct probe_options *options)
{
	const uint32_t tid = options->followed;

	skeleton->rodata->is_following = tid != 0;
	skeleton->rodata->stale_on_any_change = options->stale_on_any_change;
	skeleton->rodata->learns_tables = options->learns_tables;
	skeleton->bss->followed[tid % TIDS_MAX / 64] |= 1ULL << tid % 64;
	choose_tracepoints(skeleton, options);
	return interest__set(skeleton, options->interest) ? 0 : -EINVAL;
}

/* Sets the sizes of the ring maps from the layout. */
static int size_rings(struct probe_bpf *skeleton, const struct ring_layout *layout)
{
	int err = bpf_map__set_max_entries(skeleton->maps.cpu_states, layout->cpus);

	skeleton->rodata->ring_segment_count = layout->segment_count;
	skeleton->rodata->segment_mask = layout->segment_bytes - 1;
	skeleton->rodata->segment_shift = (uint32_t)__builtin_ctz(layout->segment_bytes);
	err = err ? err
		  : bpf_map__set_value_size(skeleton->maps.ring_segments,
					    (uint32_t)ring_layout__segment_size(layout));
	err = err ? err
		  : bpf_map__set_max_entries(skeleton->maps.ring_segments,
					     layout->present * layout->segment_count);
	return err ? err : bpf_map__set_max_entries(skeleton->maps.wakeups, (uint32_t)sysconf(_SC_PAGESIZE));
}

/* Sets the constants of the programs, and the sizes that depend on the machine. */
static int configure(struct probe *probe, const struct probe_options *options)
{
	struct probe_bpf *skeleton = probe->skeleton;
	uint32_t part = options->ring_bytes / WAKEUP_RING_PART;
	int err = narrow(skeleton, options);

	if (err)
		return err;
	skeleton->bss->epoch_ns = epoch_ns();
	skeleton->rodata->snaplen = options->snaplen;
	/* the parent is found when this process is introduced */
	skeleton->rodata->hides_parent = options->hides_parent && !options->self;
	/* a command is started by this process, too */
	skeleton->rodata->hides_helpers = options->hides_helpers && !options->self && !options->followed;
	skeleton->rodata->snaplen_is_dynamic = options->snaplen_is_dynamic;
	skeleton->rodata->full_port_min = options->full_port_min;
	skeleton->rodata->full_port_max = options->full_port_max;
	skeleton->rodata->wakeup_bytes = part < WAKEUP_BYTES ? part : WAKEUP_BYTES;
	skeleton->rodata->page_shift = (uint32_t)__builtin_ctzl((unsigned long)sysconf(_SC_PAGESIZE));
	err = choose_call_hooks(probe, options->call_hooks);
	return err ? err : size_rings(skeleton, &probe->layout);
}

/* Identifies this process to the probe, which then never records it. */
static int introduce_self(struct probe_bpf *skeleton)
{
	LIBBPF_OPTS(bpf_test_run_opts, options);

	return bpf_prog_test_run_opts(bpf_program__fd(skeleton->progs.on_introduction), &options);
}

/* Loads the probe, opens the rings and attaches. `doing` names the current step. */
static int probe__start(struct probe *probe, const struct probe_options *options, const char **doing)
{
	struct ring_maps maps;
	int err;

	*doing = "loading the probe";
	probe->skeleton = loading__open_probe();
	if (!probe->skeleton)
		return -errno;
	err = configure(probe, options);
	err = err ? err : programs__load(&probe->programs, probe->skeleton);
	if (probe->programs.missing)
		diagnosis__note("the kernel refuses the program %s", probe->programs.missing);
	if (err)
		return err;
	maps = (struct ring_maps){bpf_map__fd(probe->skeleton->maps.cpu_states),
				  bpf_map__fd(probe->skeleton->maps.ring_segments),
				  bpf_map__fd(probe->skeleton->maps.wakeups)};
	*doing = "creating the ring buffers";
	err = rings__open(&probe->rings, &probe->layout, &maps);
	if (err)
		return err;
	*doing = "attaching the probe";
	probe->skeleton->bss->self_tgid = NOBODY;
	/* without it, calls of a rejected process must not be skipped */
	probe->skeleton->bss->is_judged = programs__refused(&probe->programs, "on_table");
	if (!options->self)
		err = introduce_self(probe->skeleton);
	err = err ? err : programs__attach(&probe->programs);
	probe->attached_ts = clock_ns(CLOCK_MONOTONIC) + probe->skeleton->bss->epoch_ns;
	return err;
}

/* Starts with all signals blocked: the kernel stops verifying a program if a signal is pending for this
 * thread. */
static int probe__start_undisturbed(struct probe *probe, const struct probe_options *options,
				    const char **doing)
{
	sigset_t all, before;
	int err;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	err = probe__start(probe, options, doing);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return err;
}

void probe__prepare(void)
{
	diagnosis__capture_log();
	loading__begin();
}

void probe__cancel(void)
{
	loading__cancel();
}

struct probe *probe__open(const struct probe_options *options, struct probe_error *error)
{
	struct probe *probe = calloc(1, sizeof(*probe));
	const char *doing = "opening the probe";
	int err = -ENOMEM;

	diagnosis__capture_log();
	if (!probe)
		goto failed;
	probe->rings.epoll_fd = -1;
	probe->programs.tracepoints = NO_PERF_TRACEPOINTS;
	init_inheriting(&probe->reading);
	slab_queue__open(&probe->queue);
	probe->slept_ns = slept_ns();
	err = ring_layout__choose(&probe->layout, options->ring_bytes);
	err = err ? err : probe__start_undisturbed(probe, options, &doing);
	if (!err) {
		/* most of what was allocated is needed no more */
		probe__trim_later(probe);
		return probe;
	}
failed:
	diagnosis__explain(error, doing, err);
	probe__close(probe);
	return NULL;
}

void probe__detach(struct probe *probe)
{
	programs__detach(&probe->programs);
}

void probe__close(struct probe *probe)
{
	if (!probe)
		return;
	programs__close(&probe->programs);
	probe_bpf__destroy(probe->skeleton);
	rings__close(&probe->rings);
	slab_queue__close(&probe->queue);
	pthread_mutex_destroy(&probe->reading);
	free(probe);
}

size_t probe__refused_programs(const struct probe *probe, const char *const **names)
{
	*names = probe->programs.refused;
	return probe->programs.refused_count;
}

int probe__poll_fd(const struct probe *probe)
{
	return probe->rings.epoll_fd;
}
