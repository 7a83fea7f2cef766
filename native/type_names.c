// SPDX-License-Identifier: Apache-2.0
/* The form of the section .BTF.ext is described in the kernel's Documentation/bpf/btf.rst. */
#include "type_names.h"

#include <elf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <string.h>

#define FLAVOR "___"

/* The head of .BTF.ext. Positions count from its end. */
struct extension_head {
	uint16_t magic;
	uint8_t version, flags;
	uint32_t head_bytes;
	uint32_t functions_at, function_bytes, lines_at, line_bytes, relocations_at, relocation_bytes;
};

/* What precedes the relocations of one section of programs. */
struct relocations_head {
	uint32_t section_name, count;
};

static bool is_at_end(const char *name)
{
	return !*name || strncmp(name, FLAVOR, strlen(FLAVOR)) == 0;
}

static uint32_t hash(const char *name)
{
	uint32_t value = 2166136261;

	for (; !is_at_end(name); name++)
		value = (value ^ (uint8_t)*name) * 16777619;
	return value;
}

static bool are_equal(const char *a, const char *b)
{
	for (; !is_at_end(a) && *a == *b; a++)
		b++;
	return is_at_end(a) && is_at_end(b);
}

/* The slot of a name, or the free one where it belongs. */
static size_t find_slot(const struct type_names *names, const char *name)
{
	size_t slot = hash(name) % TYPE_NAME_SLOTS;

	while (names->names[slot] && !are_equal(names->names[slot], name))
		slot = (slot + 1) % TYPE_NAME_SLOTS;
	return slot;
}

bool type_names__find(struct type_names *names, const char *name)
{
	const size_t slot = find_slot(names, name);

	names->are_found[slot] = names->names[slot] != NULL;
	return names->are_found[slot];
}

bool type_names__are_found(const struct type_names *names)
{
	for (size_t slot = 0; slot < TYPE_NAME_SLOTS; slot++)
		if (names->names[slot] && !names->are_found[slot])
			return false;
	return true;
}

static int add_name(struct type_names *names, const char *name)
{
	const size_t slot = find_slot(names, name);

	if (names->names[slot])
		return 0;
	if (names->count == TYPE_NAMES_MAX)
		return -E2BIG;
	names->names[slot] = name;
	names->count++;
	return 0;
}

/* The section of an ELF file with this name; NULL if there is none. */
static const Elf64_Shdr *find_section(const void *elf, const char *name)
{
	const Elf64_Ehdr *head = elf;
	const Elf64_Shdr *sections = elf + head->e_shoff;
	const char *names = elf + sections[head->e_shstrndx].sh_offset;

	for (size_t i = 0; i < head->e_shnum; i++)
		if (strcmp(names + sections[i].sh_name, name) == 0)
			return &sections[i];
	return NULL;
}

/* Adds the name of the type to which a relocation adapts. Ids of the object's own types need none. */
static int add_relocation(struct type_names *names, const struct bpf_core_relo *relocation)
{
	const struct btf_type *type = btf__type_by_id(names->types, relocation->type_id);

	if (relocation->kind == BPF_CORE_TYPE_ID_LOCAL)
		return 0;
	return type ? add_name(names, btf__name_by_offset(names->types, type->name_off)) : -EINVAL;
}

static int add_relocations(struct type_names *names, const void *extension)
{
	const struct extension_head *head = extension;
	const void *at = extension + head->head_bytes + head->relocations_at;
	const void *end = at + head->relocation_bytes;
	const uint32_t stride = *(const uint32_t *)at;
	int err = 0;

	for (at += sizeof(stride); !err && at < end;) {
		const struct relocations_head *section = at;

		at += sizeof(*section);
		for (uint32_t i = 0; !err && i < section->count; i++, at += stride)
			err = add_relocation(names, at);
	}
	return err;
}

int type_names__read(struct type_names *names, const void *object)
{
	const Elf64_Shdr *types = find_section(object, ".BTF"), *extension = find_section(object, ".BTF.ext");

	*names = (struct type_names){};
	if (!types || !extension)
		return -ENOENT;
	names->types = btf__new(object + types->sh_offset, (uint32_t)types->sh_size);
	return names->types ? add_relocations(names, object + extension->sh_offset) : -errno;
}

void type_names__free(struct type_names *names)
{
	btf__free(names->types);
}
