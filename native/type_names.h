/* SPDX-License-Identifier: Apache-2.0 */
/* The names of the kernel's types to which libbpf adapts an object. */
#pragma once

#include <bpf/btf.h>
#include <stdbool.h>
#include <stddef.h>

#define TYPE_NAMES_MAX 256
#define TYPE_NAME_SLOTS (2 * TYPE_NAMES_MAX)

/* A set of names, by hash. A name ends where its flavor begins (___), which is not compared. */
struct type_names {
	struct btf *types; /* of the object, with its names */
	const char *names[TYPE_NAME_SLOTS];
	bool are_found[TYPE_NAME_SLOTS];
	size_t count;
};

/* Reads the names from the relocations of an object that clang has made for this machine. Returns 0 or a
 * negative errno. To be freed in both cases. */
int type_names__read(struct type_names *names, const void *object);
void type_names__free(struct type_names *names);

/* Whether a name of the kernel's is one of them; notes that it was found. */
bool type_names__find(struct type_names *names, const char *name);

/* Whether all names were found. */
bool type_names__are_found(const struct type_names *names);
