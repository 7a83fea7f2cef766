/*
 * Adapts an object to this kernel twice: with all types of the kernel, and with those that are needed. Prints
 * what both give, and the programs that differ. usage: relocated OBJECT
 */
#include "../../../native/needed_types.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define PROGRAMS_MAX 1024

/* The instructions of all programs. */
struct programs {
	const char *names[PROGRAMS_MAX];
	void *insns[PROGRAMS_MAX];
	size_t bytes[PROGRAMS_MAX], count;
};

static struct programs *current;

/* libbpf calls this before it loads the first program: it has adapted all of them. */
static int keep_programs(struct bpf_program *first, struct bpf_prog_load_opts *options, long object)
{
	struct bpf_program *program;

	(void)first;
	(void)options;
	bpf_object__for_each_program (program, *(struct bpf_object **)object) {
		const size_t i = current->count++,
			     bytes = bpf_program__insn_cnt(program) * sizeof(struct bpf_insn);

		current->names[i] = strdup(bpf_program__name(program));
		current->bytes[i] = bytes;
		current->insns[i] = memcpy(malloc(bytes), bpf_program__insns(program), bytes);
	}
	return -ECANCELED;
}

static struct bpf_object *object;

static void adapt(const char *path, const char *types, struct programs *programs)
{
	LIBBPF_OPTS(bpf_object_open_opts, options, .btf_custom_path = types);

	current = programs;
	object = bpf_object__open_file(path, &options);
	if (!object || bpf_object__load(object) != -ECANCELED)
		exit(2);
	bpf_object__close(object);
}

static const void *map_file(const char *path)
{
	const int fd = open(path, O_RDONLY);
	struct stat status;

	if (fd < 0 || fstat(fd, &status))
		exit(2);
	return mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
}

static int keep_quiet(enum libbpf_print_level level, const char *format, va_list arguments)
{
	(void)level;
	(void)format;
	(void)arguments;
	return 0;
}

static bool differ(const struct programs *a, const struct programs *b, size_t i)
{
	return strcmp(a->names[i], b->names[i]) || a->bytes[i] != b->bytes[i] ||
	       memcmp(a->insns[i], b->insns[i], a->bytes[i]);
}

int main(int count, char **arguments)
{
	LIBBPF_OPTS(libbpf_prog_handler_opts, handler, .cookie = (long)&object,
		    .prog_prepare_load_fn = keep_programs);
	const int types = memfd_create("types", 0); /* open both times: instructions contain descriptors */
	static struct programs with_all, with_needed;
	size_t differences = 0, bytes = 0;
	struct stat status;
	char path[64];

	if (count != 2 || types < 0 || needed_types__write(types, map_file(arguments[1])) ||
	    fstat(types, &status))
		return 2;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", types);
	libbpf_set_print(keep_quiet);
	libbpf_register_prog_handler("tp_btf+", BPF_PROG_TYPE_TRACING, BPF_TRACE_RAW_TP, &handler);
	adapt(arguments[1], NULL, &with_all);
	adapt(arguments[1], path, &with_needed);
	for (size_t i = 0; i < with_all.count; i++) {
		bytes += with_all.bytes[i];
		if (differ(&with_all, &with_needed, i)) {
			differences++;
			printf("differs: %s\n", with_all.names[i]);
		}
	}
	printf("{\"programs\": %zu, \"instructions\": %zu, \"differences\": %zu, \"bytes\": %lld}\n",
	       with_needed.count, bytes / sizeof(struct bpf_insn), differences, (long long)status.st_size);
	return with_all.count != with_needed.count || differences;
}
