/* Ends with the status or by the signal that its argument gives. */
#include "expect.h"
#include <signal.h>

int main(int argc, char **argv)
{
	if (argc > 2) {
		EXPECT("PROCEXIT_1_E status=%d ret=0 sig=%d core=0 reaper_tid=0", SIGKILL, SIGKILL);
		fflush(stdout);
		kill(getpid(), SIGKILL);
	}
	EXPECT("PROCEXIT_1_E status=%d ret=%d sig=0 core=0 reaper_tid=0", atoi(argv[1]) << 8, atoi(argv[1]));
	return atoi(argv[1]);
}
