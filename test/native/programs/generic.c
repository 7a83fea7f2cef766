/* A call without its own event type, and an unknown number. */
#include "expect.h"

int main(void)
{
	const long group = CALL(SYS_getpgid, 0);

	EXPECT("CALL_GETPGID_E pid=0");
	EXPECT("CALL_GETPGID_X res=%ld pid=0", group);
	syscall(999);
	EXPECT("GENERIC_E ID=0 nativeID=999");
	EXPECT("GENERIC_X ID=0");
	return 0;
}
