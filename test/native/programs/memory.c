/* mmap, mprotect, munmap and brk. */
#include "expect.h"

int main(void)
{
	long at = result(
		syscall(SYS_mmap, NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
	long res;

	EXPECT("MMAP_E addr=0 length=8192 prot=3 flags=10 fd=-1 offset=0");
	EXPECT("MMAP_X res=%ld", at);
	res = result(syscall(SYS_mprotect, at, 4096, PROT_READ));
	EXPECT("MPROTECT_E addr=%ld length=4096 prot=1", at);
	EXPECT("MPROTECT_X res=%ld", res);
	res = result(syscall(SYS_munmap, at, 8192));
	EXPECT("MUNMAP_E addr=%ld length=8192", at);
	EXPECT("MUNMAP_X res=%ld", res);
	res = result(syscall(SYS_mmap, NULL, 0, PROT_READ, MAP_SHARED, 0, 0));
	EXPECT("MMAP_X res=%ld", res);
	res = syscall(SYS_brk, 0);
	EXPECT("BRK_4_E addr=0");
	EXPECT("BRK_4_X res=%ld", res);
	return 0;
}
