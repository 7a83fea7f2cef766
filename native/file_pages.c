// SPDX-License-Identifier: Apache-2.0
/*
 * Most code and constants of Node.js are used only while it starts. The kernel keeps them mapped, as memory
 * of the process, until memory is short.
 */
#include "file_pages.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

/* A mapping of the process, as in /proc/self/smaps. */
struct mapping {
	unsigned long start, end;
	bool is_of_file; /* and private, and not writable */
};

/* Reads the first line about a mapping; false, and nothing changed, for other lines. */
static bool mapping__read(struct mapping *mapping, const char *line)
{
	unsigned long start, end, inode;
	char rights[5];

	if (sscanf(line, "%lx-%lx %4s %*x %*x:%*x %lu", &start, &end, rights, &inode) != 4)
		return false;
	*mapping = (struct mapping){start, end,
				    .is_of_file = inode != 0 && rights[1] == '-' && rights[3] == 'p'};
	return true;
}

/* Whether a line says that the memory of a mapping is the same as in its file. */
static bool says_unchanged(const char *line)
{
	unsigned long kilobytes;

	return sscanf(line, "Anonymous: %lu kB", &kilobytes) == 1 && kilobytes == 0;
}

void file_pages__release(void)
{
	FILE *smaps = fopen("/proc/self/smaps", "re");
	struct mapping mapping = {};
	char *line = NULL;
	size_t room = 0;

	if (!smaps)
		return;
	while (getline(&line, &room, smaps) > 0) {
		if (!mapping__read(&mapping, line) && mapping.is_of_file && says_unchanged(line))
			madvise((void *)mapping.start, mapping.end - mapping.start, MADV_DONTNEED);
	}
	free(line);
	fclose(smaps);
}
