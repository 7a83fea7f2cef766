// SPDX-License-Identifier: Apache-2.0
/*
 * The kernel verifies several programs at the same time, but libbpf loads one after the other. So libbpf only
 * prepares the object: it adapts all programs to this kernel and creates the maps. Threads here load the
 * programs.
 *
 * libbpf calls prepare() before it loads a program. The first call withdraws all programs from libbpf except
 * templates: those of which only libbpf knows something that loading needs (the type of a hook, which all its
 * programs share; the types of callbacks). Of a template, libbpf loads a stand-in that does nothing.
 */
#include "loading.h"
#include "needed_types.h"

#include <errno.h>
#include <linux/bpf.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define THREADS_MAX 8

/* What libbpf loads on this thread. */
static __thread struct loading *current;

static const struct bpf_insn stand_in[] = {
	{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0},
	{.code = BPF_JMP | BPF_EXIT},
};

static void withdraw_programs(struct loading *loading)
{
	for (size_t i = 0; i < loading->count; i++)
		if (!loading->loads[i].is_template)
			bpf_program__set_autoload(loading->loads[i].program, false);
	loading->is_withdrawn = true;
}

static struct program_load *find_load(struct loading *loading, const struct bpf_program *program)
{
	size_t i = 0;

	while (i < loading->count && loading->loads[i].program != program)
		i++;
	return &loading->loads[i];
}

static int keep_instructions(struct program_load *load)
{
	const size_t bytes = bpf_program__insn_cnt(load->program) * sizeof(*load->insns);

	load->insns = malloc(bytes);
	if (!load->insns)
		return -ENOMEM;
	memcpy(load->insns, bpf_program__insns(load->program), bytes);
	load->insn_count = bpf_program__insn_cnt(load->program);
	return 0;
}

/* Keeps the types of the functions, which libbpf frees when it unloads the stand-in. */
static int keep_function_types(struct program_load *load, const struct bpf_prog_load_opts *options)
{
	const size_t bytes = (size_t)options->func_info_cnt * options->func_info_rec_size;

	if (!bytes)
		return 0;
	load->function_types = malloc(bytes);
	if (!load->function_types)
		return -ENOMEM;
	memcpy(load->function_types, options->func_info, bytes);
	load->options.func_info = load->function_types;
	load->options.func_info_cnt = options->func_info_cnt;
	load->options.func_info_rec_size = options->func_info_rec_size;
	return 0;
}

/* Unloads the stand-in that libbpf has just loaded: with all of them open, the descriptors would not suffice.
 */
static void unload_stand_in(struct loading *loading)
{
	if (loading->stand_in)
		bpf_program__unload(loading->stand_in);
	loading->stand_in = NULL;
}

/* libbpf calls this before it loads a program. */
static int prepare(struct bpf_program *program, struct bpf_prog_load_opts *options, long cookie)
{
	struct program_load *load = find_load(current, program);
	int err = keep_instructions(load) ?: keep_function_types(load, options);

	(void)cookie;
	if (err)
		return err;
	unload_stand_in(current);
	current->stand_in = program;
	if (!current->is_withdrawn)
		withdraw_programs(current);
	load->options.attach_btf_id = options->attach_btf_id;
	load->options.attach_btf_obj_fd = options->attach_btf_obj_fd;
	load->options.prog_btf_fd = options->prog_btf_fd;
	options->func_info_cnt = options->line_info_cnt = 0;
	return bpf_program__set_insns(program, (struct bpf_insn *)stand_in,
				      sizeof(stand_in) / sizeof(stand_in[0]));
}

static void register_handler(void)
{
	LIBBPF_OPTS(libbpf_prog_handler_opts, options, .prog_prepare_load_fn = prepare);

	libbpf_register_prog_handler("tp_btf+", BPF_PROG_TYPE_TRACING, BPF_TRACE_RAW_TP, &options);
}

/* The path of the kernel's types that the probe needs; empty if libbpf has to read all. */
static char needed_types[sizeof("/proc/self/fd/2147483647")];

/* Selects them, once for the process: a kernel's types do not change. */
static void select_needed_types(void)
{
	const int file = memfd_create("types", MFD_CLOEXEC);
	size_t size;

	if (file < 0)
		return;
	if (needed_types__write(file, probe_bpf__elf_bytes(&size)))
		close(file);
	else
		snprintf(needed_types, sizeof(needed_types), "/proc/self/fd/%d", file);
}

static void prepare_process(void)
{
	register_handler();
	select_needed_types();
}

/* Creates the map of the probe's variables before libbpf does, which copies all of them, 4 MB. Without effect
 * if that fails: libbpf learns the reason. */
static void map_variables(struct probe_bpf *skeleton)
{
	struct bpf_map *map = skeleton->maps.bss;
	const uint32_t size = bpf_map__value_size(map);
	LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = bpf_map__map_flags(map));
	const int fd =
		bpf_map_create(bpf_map__type(map), bpf_map__name(map), sizeof(uint32_t), size, 1, &options);

	if (fd < 0)
		return;
	if (mmap(skeleton->bss, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0) != MAP_FAILED)
		bpf_map__reuse_fd(map, fd);
	close(fd);
}

static struct probe_bpf *open_probe(void)
{
	static pthread_once_t is_prepared = PTHREAD_ONCE_INIT;
	LIBBPF_OPTS(bpf_object_open_opts, options);
	struct probe_bpf *skeleton;

	pthread_once(&is_prepared, prepare_process);
	options.btf_custom_path = *needed_types ? needed_types : NULL;
	skeleton = probe_bpf__open_opts(&options);
	if (skeleton)
		map_variables(skeleton);
	return skeleton;
}

/* The thread that opens a probe in advance, until its result is taken. */
static struct {
	pthread_mutex_t lock;
	pthread_t thread;
	bool is_running;
} advance = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* Opens a probe and reads the kernel's types; NULL if that fails. */
static void *open_in_advance(void *context)
{
	struct probe_bpf *skeleton = open_probe();

	(void)context;
	if (!skeleton)
		return NULL;
	if (!bpf_program__set_attach_target(skeleton->progs.on_sys_enter, 0, "sys_enter"))
		return skeleton;
	probe_bpf__destroy(skeleton);
	return NULL;
}

void loading__begin(void)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pthread_mutex_lock(&advance.lock);
	if (!advance.is_running)
		advance.is_running = !pthread_create(&advance.thread, NULL, open_in_advance, NULL);
	pthread_mutex_unlock(&advance.lock);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* The probe that was opened in advance; NULL if there is none. */
static struct probe_bpf *take_opened(void)
{
	void *skeleton = NULL;

	pthread_mutex_lock(&advance.lock);
	if (advance.is_running)
		pthread_join(advance.thread, &skeleton);
	advance.is_running = false;
	pthread_mutex_unlock(&advance.lock);
	return skeleton;
}

void loading__cancel(void)
{
	probe_bpf__destroy(take_opened());
}

struct probe_bpf *loading__open_probe(void)
{
	/* if opening failed, it fails again, and this thread learns the reason */
	return take_opened() ?: open_probe();
}

static const char *hook_name(const struct program_load *load)
{
	return strchr(bpf_program__section_name(load->program), '/') + 1;
}

static const struct program_load *find_hook(const struct loading *loading, const struct program_load *load)
{
	const struct program_load *hook = loading->loads;

	while (!hook->is_attached || strcmp(hook_name(hook), hook_name(load)))
		hook++;
	return hook;
}

/* Whether a program passes a function to a helper of the kernel, which requires the types of its functions.
 */
static bool has_callback(const struct bpf_program *program)
{
	const struct bpf_insn *insn = bpf_program__insns(program),
			      *end = insn + bpf_program__insn_cnt(program);

	while (insn < end && !(insn->code == (BPF_JMP | BPF_CALL) && insn->imm == BPF_FUNC_loop))
		insn++;
	return insn < end;
}

/* Chooses the templates. The first program must be one: the others are withdrawn when it is prepared. */
static int choose_templates(struct loading *loading)
{
	for (size_t i = 0; i < loading->count; i++) {
		struct program_load *load = &loading->loads[i];
		int err = 0;

		load->hook = find_hook(loading, load);
		load->is_template = i == 0 || load->is_attached || has_callback(load->program);
		if (load->is_template)
			err = bpf_program__set_attach_target(load->program, 0, hook_name(load));
		if (err)
			return err;
	}
	return 0;
}

/* Has libbpf adapt the programs and create the maps. */
static int prepare_probe(struct loading *loading)
{
	int err = choose_templates(loading);

	current = loading;
	err = err ? err : probe_bpf__load(loading->skeleton);
	unload_stand_in(loading);
	current = NULL;
	return err;
}

/* perf has a number for its hook, which is needed to attach a program; others are made for their hook. */
static struct bpf_prog_load_opts load_options(const struct program_load *load)
{
	struct bpf_prog_load_opts options = load->options;

	options.sz = sizeof(options);
	options.expected_attach_type = load->is_called_by_perf ? 0 : BPF_TRACE_RAW_TP;
	options.attach_btf_id = load->is_called_by_perf ? 0 : load->hook->options.attach_btf_id;
	options.attach_btf_obj_fd = load->is_called_by_perf ? 0 : load->hook->options.attach_btf_obj_fd;
	return options;
}

static int load_program(const struct program_load *load)
{
	const struct bpf_insn *insns = load->is_template ? load->insns : bpf_program__insns(load->program);
	const size_t count = load->is_template ? load->insn_count : bpf_program__insn_cnt(load->program);
	struct bpf_prog_load_opts options = load_options(load);

	return bpf_prog_load(load->is_called_by_perf ? BPF_PROG_TYPE_TRACEPOINT : BPF_PROG_TYPE_TRACING,
			     bpf_program__name(load->program), PROBE_LICENSE, insns, count, &options);
}

/* Loads programs until none is left, or until this is given up. The last ones take the longest. */
static void *load_programs(void *context)
{
	struct loading *loading = context;

	while (!__atomic_load_n(&loading->err, __ATOMIC_RELAXED)) {
		const size_t done = __atomic_fetch_add(&loading->next, 1, __ATOMIC_RELAXED);
		const struct program_load *load;
		int err;

		if (done >= loading->count)
			break;
		load = &loading->loads[loading->count - 1 - done];
		err = loading->loaded(load, load_program(load), loading->context);
		if (err)
			__atomic_store_n(&loading->err, err, __ATOMIC_RELAXED);
	}
	return NULL;
}

/* Threads besides this one that can run at the same time. */
static size_t count_threads(void)
{
	cpu_set_t cpus;
	size_t count;

	if (sched_getaffinity(0, sizeof(cpus), &cpus))
		return THREADS_MAX;
	count = (size_t)CPU_COUNT(&cpus) - 1;
	return count < THREADS_MAX ? count : THREADS_MAX;
}

static void load_in_threads(struct loading *loading)
{
	const size_t most = count_threads();
	pthread_t threads[THREADS_MAX];
	size_t count = 0;

	while (count < most && !pthread_create(&threads[count], NULL, load_programs, loading))
		count++;
	load_programs(loading);
	while (count > 0)
		pthread_join(threads[--count], NULL);
}

static void free_templates(struct loading *loading)
{
	for (size_t i = 0; i < loading->count; i++) {
		free(loading->loads[i].insns);
		free(loading->loads[i].function_types);
	}
}

int loading__run(struct loading *loading)
{
	int err = prepare_probe(loading);

	if (!err) {
		load_in_threads(loading);
		err = loading->err;
	}
	free_templates(loading);
	return err;
}
