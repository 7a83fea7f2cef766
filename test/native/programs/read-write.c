/* read and write: success, failure, and more data than the snaplen (80 bytes). */
#include "expect.h"

int main(void)
{
	char data[200], kept[81] = {};
	int ends[2];
	long res;

	memset(data, 'x', sizeof(data));
	memset(kept, 'x', 80);
	if (pipe(ends))
		return 1;
	res = result(syscall(SYS_write, ends[1], data, sizeof(data)));
	EXPECT("WRITE_E fd=%d size=200", ends[1]);
	EXPECT("WRITE_X res=%ld data=\"%s\"", res, kept);
	res = result(syscall(SYS_read, ends[0], data, 150));
	EXPECT("READ_E fd=%d size=150", ends[0]);
	EXPECT("READ_X res=%ld data=\"%s\" fd=%d size=150", res, kept, ends[0]);
	res = result(syscall(SYS_write, 1234, "lost", 4));
	EXPECT("WRITE_E fd=1234 size=4");
	EXPECT("WRITE_X res=%ld data=\"lost\"", res);
	res = result(syscall(SYS_read, 1234, data, 4));
	EXPECT("READ_X res=%ld data=- fd=1234 size=4", res);
	res = result(syscall(SYS_write, ends[1], (void *)16, 4));
	EXPECT("WRITE_X res=%ld data=-", res);
	return 0;
}
