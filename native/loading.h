/* SPDX-License-Identifier: Apache-2.0 */
/* Loads the tracing programs of the probe in several threads. */
#pragma once

#include "ebpf/shared.h"
#include "probe.skel.h"

#include <bpf/bpf.h>
#include <stdbool.h>
#include <stddef.h>

/* Begins to open a probe in a thread; the next loading__open_probe takes it. */
void loading__begin(void);
/* Frees a probe that was opened in a thread, if none was taken. */
void loading__cancel(void);

/* Opens the probe for loading__run. NULL: errno says why. */
struct probe_bpf *loading__open_probe(void);

/* A tracing program to load. */
struct program_load {
	struct bpf_program *program;
	bool is_attached; /* to its hook, and not only called by others */
	bool is_called_by_perf;
	const void *tag; /* of the caller */
	/* Private to loading.c. */
	bool is_template;
	const struct program_load *hook; /* the attached program of the same hook */
	struct bpf_insn *insns;		 /* of a template */
	void *function_types;		 /* of a template; NULL if it has no functions */
	size_t insn_count;
	struct bpf_prog_load_opts options;
};

/*
 * Takes a program that was loaded (`fd` is its descriptor) or refused (`fd` is a negative errno). Called once
 * for each program, by several threads at the same time. Returns 0, or a negative errno to give up.
 */
typedef int (*loaded_fn)(const struct program_load *load, int fd, void *context);

struct loading {
	struct probe_bpf *skeleton;
	/* All tracing programs that are to be loaded, in the order of the skeleton. Each hook must have an
	 * attached one. */
	struct program_load *loads;
	size_t count;
	loaded_fn loaded;
	void *context;
	/* Private to loading.c. */
	struct bpf_program *stand_in; /* that libbpf loads or has loaded last */
	bool is_withdrawn;
	size_t next;
	int err;
};

/* Creates the probe's maps and loads its programs. Returns 0 or a negative errno. */
int loading__run(struct loading *loading);
