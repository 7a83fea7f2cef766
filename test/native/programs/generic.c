/* Calls without their own event type; the last one is an unknown number. */
#include "expect.h"

int main(void)
{
	syscall(SYS_getpgid, 0);
	EXPECT("GENERIC_E ID=%d nativeID=%d", 79, SYS_getpgid);
	EXPECT("GENERIC_X ID=%d", 79);
	syscall(999);
	EXPECT("GENERIC_E ID=0 nativeID=999");
	EXPECT("GENERIC_X ID=0");
	return 0;
}
