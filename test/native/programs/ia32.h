/* 32-bit system calls of x86_64 from a 64-bit program: int 0x80, with all memory that they point to below 4
 * GiB. */
#pragma once
#include "expect.h"

#define ARENA_BYTES 65536
/* Only the lower halves of the registers are arguments. */
#define UPPER_HALF 0xdead000000000000ul

/* A 32-bit address. */
typedef unsigned int low;

/* Memory for `len` bytes, set to 0. */
static inline low room(size_t len)
{
	static unsigned char *arena;
	static size_t used;
	size_t at = used;

	if (!arena)
		arena = mmap(NULL, ARENA_BYTES, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	used += (len + 15) & ~15ul;
	if (arena == MAP_FAILED || used > ARENA_BYTES)
		exit(1);
	return (low)(uintptr_t)(arena + at);
}

static inline void *at(low address)
{
	return (void *)(uintptr_t)address;
}

static inline low bytes(const void *from, size_t len)
{
	low copy = room(len);

	memcpy(at(copy), from, len);
	return copy;
}

static inline low text(const char *from)
{
	return bytes(from, strlen(from) + 1);
}

/* An array of words: pointers, longs, or pairs of them. */
#define WORDS(...) bytes((unsigned int[]){__VA_ARGS__}, sizeof((unsigned int[]){__VA_ARGS__}))

static inline long call_by_int80(long nr, const long *args)
{
	register unsigned long six __asm__("r12") = (unsigned int)args[5] | UPPER_HALF;
	long res = nr;

	__asm__ volatile("xchg %%rbp, %[six]\n\tint $0x80\n\txchg %%rbp, %[six]"
			 : "+a"(res), [six] "+r"(six)
			 : "b"((unsigned int)args[0] | UPPER_HALF), "c"((unsigned int)args[1] | UPPER_HALF),
			   "d"((unsigned int)args[2] | UPPER_HALF), "S"((unsigned int)args[3] | UPPER_HALF),
			   "D"((unsigned int)args[4] | UPPER_HALF)
			 : "r8", "r9", "r10", "r11", "memory");
	return res;
}

/* A call by its number in the 32-bit table. */
#define CALL32(nr, ...) call_by_int80(nr, (long[6]){__VA_ARGS__})
