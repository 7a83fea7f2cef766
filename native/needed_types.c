// SPDX-License-Identifier: Apache-2.0
/*
 * The kernel's types are described in BTF (the kernel's Documentation/bpf/btf.rst). Needed types are copied,
 * with those of their members. Pointers lead to void: libbpf does not follow them. Each other type up to the
 * last needed one is replaced by the smallest that there is, because programs contain the numbers of types.
 */
#include "needed_types.h"
#include "type_names.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/btf.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define KERNEL_TYPES "/sys/kernel/btf/vmlinux"

/* A kind of type. */
static const struct kind {
	uint8_t bytes, part_bytes; /* that follow its head, once and for each of its parts */
	bool is_of_values;	   /* members of structures can be of this kind */
	bool is_named;		   /* libbpf finds it by name */
	bool refers;		   /* its head has the number of another type */
} kinds[] = {
	[BTF_KIND_INT] = {4, 0, true, true, false},
	[BTF_KIND_PTR] = {0, 0, true, false, false},
	[BTF_KIND_ARRAY] = {sizeof(struct btf_array), 0, true, false, false},
	[BTF_KIND_STRUCT] = {0, sizeof(struct btf_member), true, true, false},
	[BTF_KIND_UNION] = {0, sizeof(struct btf_member), true, true, false},
	[BTF_KIND_ENUM] = {0, sizeof(struct btf_enum), true, true, false},
	[BTF_KIND_FWD] = {0, 0, true, true, false},
	[BTF_KIND_TYPEDEF] = {0, 0, true, true, true},
	[BTF_KIND_VOLATILE] = {0, 0, true, false, true},
	[BTF_KIND_CONST] = {0, 0, true, false, true},
	[BTF_KIND_RESTRICT] = {0, 0, true, false, true},
	[BTF_KIND_FUNC] = {0, 0, false, false, false},
	[BTF_KIND_FUNC_PROTO] = {0, sizeof(struct btf_param), false, false, false},
	[BTF_KIND_VAR] = {sizeof(struct btf_var), 0, false, false, false},
	[BTF_KIND_DATASEC] = {0, sizeof(struct btf_var_secinfo), false, false, false},
	[BTF_KIND_FLOAT] = {0, 0, true, true, false},
	[BTF_KIND_DECL_TAG] = {sizeof(struct btf_decl_tag), 0, false, false, false},
	[BTF_KIND_TYPE_TAG] = {0, 0, true, false, true},
	[BTF_KIND_ENUM64] = {0, sizeof(struct btf_enum64), true, true, false},
};
#define KIND_COUNT (sizeof(kinds) / sizeof(kinds[0]))

/* The kernel's types, by number from 1. */
struct kernel_types {
	const struct btf_header *head;
	size_t size;
	const struct btf_type **types;
	bool *are_needed;
	uint32_t count, last_needed;
};

/* The types that are written. */
struct selection {
	uint8_t *types;
	char *strings;
	size_t type_bytes, string_bytes, string_room;
	int err;
};

static const struct kind *kind_of(const struct btf_type *type)
{
	return &kinds[BTF_INFO_KIND(type->info)];
}

static size_t type_size(const struct btf_type *type)
{
	return sizeof(*type) + kind_of(type)->bytes +
	       (size_t)kind_of(type)->part_bytes * BTF_INFO_VLEN(type->info);
}

static const char *name_at(const struct kernel_types *kernel, uint32_t offset)
{
	return (const char *)kernel->head + kernel->head->hdr_len + kernel->head->str_off + offset;
}

/* Reads a file of known size into memory of its own; MAP_FAILED if that fails. */
static void *read_whole(int fd, size_t size)
{
	uint8_t *bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	size_t done = 0;
	ssize_t got = 1;

	if (bytes == MAP_FAILED)
		return bytes;
	for (; got > 0 && done < size; done += (size_t)got)
		got = read(fd, bytes + done, size - done);
	if (done == size)
		return bytes;
	munmap(bytes, size);
	return MAP_FAILED;
}

/* Maps the types, or reads them: before 6.16, kernels do not map them. */
static bool kernel_types__map(struct kernel_types *kernel)
{
	const int fd = open(KERNEL_TYPES, O_RDONLY | O_CLOEXEC);
	void *bytes = MAP_FAILED;
	struct stat status;

	if (fd < 0)
		return false;
	if (!fstat(fd, &status)) {
		kernel->size = (size_t)status.st_size;
		bytes = mmap(NULL, kernel->size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (bytes == MAP_FAILED)
			bytes = read_whole(fd, kernel->size);
	}
	close(fd);
	kernel->head = bytes == MAP_FAILED ? NULL : bytes;
	return kernel->head;
}

/* Notes where each type is. */
static int kernel_types__index(struct kernel_types *kernel)
{
	const void *at = (const uint8_t *)kernel->head + kernel->head->hdr_len + kernel->head->type_off;
	const void *end = at + kernel->head->type_len;
	const size_t most = kernel->head->type_len / sizeof(struct btf_type) + 1;

	if (kernel->head->magic != BTF_MAGIC)
		return -EINVAL;
	kernel->types = calloc(most, sizeof(*kernel->types));
	kernel->are_needed = calloc(most, sizeof(*kernel->are_needed));
	if (!kernel->types || !kernel->are_needed)
		return -ENOMEM;
	for (kernel->count = 1; at < end; at += type_size(at)) {
		kernel->types[kernel->count] = at;
		if (BTF_INFO_KIND(kernel->types[kernel->count++]->info) >= KIND_COUNT)
			return -EOPNOTSUPP;
	}
	return 0;
}

static void kernel_types__free(struct kernel_types *kernel)
{
	if (kernel->head)
		munmap((void *)kernel->head, kernel->size);
	free(kernel->types);
	free(kernel->are_needed);
}

/* Notes that a type is needed, and those that it consists of. */
static void need(struct kernel_types *kernel, uint32_t id)
{
	const struct btf_type *type = id < kernel->count ? kernel->types[id] : NULL;

	if (!type || !kind_of(type)->is_of_values || kernel->are_needed[id])
		return;
	kernel->are_needed[id] = true;
	if (id > kernel->last_needed)
		kernel->last_needed = id;
	if (kind_of(type)->refers)
		need(kernel, type->type);
	if (kind_of(type) == &kinds[BTF_KIND_ARRAY]) {
		const struct btf_array *array = (const void *)(type + 1);

		need(kernel, array->type);
		need(kernel, array->index_type);
	}
	if (kind_of(type) == &kinds[BTF_KIND_STRUCT] || kind_of(type) == &kinds[BTF_KIND_UNION]) {
		const struct btf_member *members = (const void *)(type + 1);

		for (uint32_t i = 0; i < BTF_INFO_VLEN(type->info); i++)
			need(kernel, members[i].type);
	}
}

static void need_named(struct kernel_types *kernel, struct type_names *names)
{
	for (uint32_t id = 1; id < kernel->count; id++) {
		const struct btf_type *type = kernel->types[id];

		if (type->name_off && kind_of(type)->is_named &&
		    type_names__find(names, name_at(kernel, type->name_off)))
			need(kernel, id);
	}
}

/* Copies a name to the end of the strings; returns where it is. */
static uint32_t selection__add_name(struct selection *selection, const char *name)
{
	const size_t at = selection->string_bytes, size = strlen(name) + 1;

	if (!*name)
		return 0;
	if (size > selection->string_room - at) {
		selection->err = -E2BIG;
		return 0;
	}
	memcpy(selection->strings + at, name, size);
	selection->string_bytes += size;
	return (uint32_t)at;
}

static void selection__add_type(struct selection *selection, const struct kernel_types *kernel,
				const struct btf_type *type)
{
	const size_t size = type_size(type), part_bytes = kind_of(type)->part_bytes;
	uint8_t *copy = selection->types + selection->type_bytes;
	struct btf_type *head = memcpy(copy, type, size);

	head->name_off = selection__add_name(selection, name_at(kernel, type->name_off));
	if (kind_of(type) == &kinds[BTF_KIND_PTR])
		head->type = 0;
	for (size_t at = sizeof(*type); part_bytes && at < size; at += part_bytes) {
		uint32_t *name = (uint32_t *)(copy + at); /* of the part: its first member */

		*name = selection__add_name(selection, name_at(kernel, *name));
	}
	selection->type_bytes += size;
}

/* Adds the needed types and what replaces the others. */
static int selection__make(struct selection *selection, const struct kernel_types *kernel)
{
	const struct btf_type nothing = {.info = BTF_KIND_CONST << 24};

	selection->types = malloc(kernel->head->type_len);
	selection->strings = malloc(kernel->head->str_len);
	selection->string_room = kernel->head->str_len;
	if (!selection->types || !selection->strings)
		return -ENOMEM;
	selection->strings[selection->string_bytes++] = '\0';
	for (uint32_t id = 1; id <= kernel->last_needed; id++)
		selection__add_type(selection, kernel, kernel->are_needed[id] ? kernel->types[id] : &nothing);
	return selection->err;
}

static int selection__write(const struct selection *selection, int file)
{
	struct btf_header head = {
		.magic = BTF_MAGIC,
		.version = BTF_VERSION,
		.hdr_len = sizeof(head),
		.type_len = (uint32_t)selection->type_bytes,
		.str_off = (uint32_t)selection->type_bytes,
		.str_len = (uint32_t)selection->string_bytes,
	};
	const struct iovec parts[] = {
		{&head, sizeof(head)},
		{selection->types, selection->type_bytes},
		{selection->strings, selection->string_bytes},
	};
	const size_t size = sizeof(head) + selection->type_bytes + selection->string_bytes;

	return writev(file, parts, sizeof(parts) / sizeof(parts[0])) == (ssize_t)size ? 0 : -EIO;
}

static int select_types(int file, const struct kernel_types *kernel)
{
	struct selection selection = {};
	int err = selection__make(&selection, kernel);

	err = err ? err : selection__write(&selection, file);
	free(selection.types);
	free(selection.strings);
	return err;
}

int needed_types__write(int file, const void *object)
{
	struct kernel_types kernel = {};
	struct type_names names;
	int err = type_names__read(&names, object);

	err = err ? err : kernel_types__map(&kernel) ? 0 : -ENOENT;
	err = err ? err : kernel_types__index(&kernel);
	if (!err) {
		need_named(&kernel, &names);
		/* the others may be in modules, where libbpf searches only if it searches all types */
		err = type_names__are_found(&names) ? select_types(file, &kernel) : -ENOENT;
	}
	kernel_types__free(&kernel);
	type_names__free(&names);
	return err;
}
