// SPDX-License-Identifier: Apache-2.0
/*
 * Defines what the compiler's static libraries require of glibc and older versions lack (2.34: RHEL 9, Amazon
 * Linux 2023). The linker prefers these definitions, so the addon does not require a newer glibc.
 */
#include <dlfcn.h>
#include <link.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* A search for the object that contains an address. */
struct search {
	uintptr_t address;
	struct dl_find_object *found;
};

static bool lies_in(const ElfW(Phdr) * segment, uintptr_t base, uintptr_t address)
{
	return segment->p_type == PT_LOAD && address - (base + segment->p_vaddr) < segment->p_memsz;
}

static int look_at(struct dl_phdr_info *info, size_t size, void *data)
{
	struct search *search = data;
	void *frames = NULL;
	bool is_in = false;

	(void)size;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &info->dlpi_phdr[i];

		is_in = is_in || lies_in(segment, info->dlpi_addr, search->address);
		if (segment->p_type == PT_GNU_EH_FRAME)
			frames = (void *)(info->dlpi_addr + segment->p_vaddr);
	}
	if (is_in && frames)
		search->found->dlfo_eh_frame = frames;
	return is_in && frames;
}

/* Added in glibc 2.35. libgcc calls it to find the unwind information of an address, and reads only
 * dlfo_eh_frame of the result. */
int _dl_find_object(void *address, struct dl_find_object *result)
{
	struct search search = {(uintptr_t)address, result};

	return dl_iterate_phdr(look_at, &search) ? 0 : -1;
}

/* Added in glibc 2.38. The static libstdc++ of some compilers calls it. */
unsigned long __isoc23_strtoul(const char *text, char **end, int base)
{
	return strtoul(text, end, base);
}
