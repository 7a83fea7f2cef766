/* More data than the default snaplen, in one buffer and in many. */
#include "expect.h"
#include <sys/uio.h>

#define BYTES 100000
#define PIECES 40

int main(void)
{
	static char data[BYTES];
	struct iovec pieces[PIECES];
	long fd = open("/dev/null", O_WRONLY), res;

	for (int i = 0; i < BYTES; i++)
		data[i] = 'a' + i % 26;
	for (int i = 0; i < PIECES; i++)
		pieces[i] = (struct iovec){data + i * 100, 100};
	res = CALL(SYS_write, fd, data, (long)BYTES);
	res = CALL(SYS_writev, fd, pieces, (long)PIECES);
	res = CALL(SYS_write, fd, data, 100L);
	return res != 100;
}
