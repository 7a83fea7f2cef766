/* execve and execveat: first failures, then three successes; each time this program executes itself. */
#include "expect.h"
#include <sys/sendfile.h>
#include <sys/vfs.h>

#define OVERLAYFS_MAGIC 0x794c7630

static char *environment[] = {"LETTERS=abc", "EMPTY=", NULL};

static unsigned long status_number(const char *name)
{
	FILE *status = fopen("/proc/self/status", "r");
	unsigned long number = 0;
	char line[256];

	while (fgets(line, sizeof(line), status))
		if (!strncmp(line, name, strlen(name)))
			number = strtoul(line + strlen(name), NULL, 16);
	fclose(status);
	return number;
}

static unsigned long nanoseconds(struct timespec time)
{
	return time.tv_sec * 1000000000ul + time.tv_nsec;
}

/* Written by its owner: EXE_WRITABLE, with EXE_UPPER_LAYER on an overlay. */
static int exe_flags(int exe)
{
	struct statfs fs;

	return fstatfs(exe, &fs) || fs.f_type != OVERLAYFS_MAGIC ? 1 : 3;
}

/* The parameters of a started program, however it was started. */
static void expect_running(const char *code, const char *rest, int exe, const char *path, int flags)
{
	struct stat st;
	FILE *login = fopen("/proc/self/loginuid", "r");
	unsigned int loginuid = -1;
	char directory[4096];

	fstat(exe, &st);
	if (login && fscanf(login, "%u", &loginuid) != 1)
		loginuid = -1;
	if (login)
		fclose(login);
	EXPECT("%s %s tid=%d pid=%d ptid=%d cwd=\"%s\" tty=0 vpgid=%d loginuid=%u flags=%d "
	       "cap_inheritable=%lu "
	       "cap_permitted=%lu "
	       "cap_effective=%lu exe_ino=%lu exe_ino_ctime=%lu exe_ino_mtime=%lu uid=%d "
	       "trusted_exepath=\"%s\" pgid=%d gid=%d",
	       code, rest, getpid(), getpid(), getppid(), getcwd(directory, sizeof(directory)), getpgrp(),
	       loginuid, flags, status_number("CapInh:"), status_number("CapPrm:"), status_number("CapEff:"),
	       st.st_ino, nanoseconds(st.st_ctim), nanoseconds(st.st_mtim), geteuid(), path, getpgrp(),
	       getegid());
	fflush(stdout);
}

static void failures(char **argv, int self)
{
	char rest[512];
	long res = result(syscall(SYS_execve, "/nowhere", argv, environment));

	EXPECT("EXECVE_19_E filename=\"/nowhere\"");
	snprintf(
		rest, sizeof(rest),
		"res=%ld exe=\"%s\" args=\"%s\\u0000\" comm=\"exec\" env=\"LETTERS=abc\\u0000EMPTY=\\u0000\"",
		res, argv[0], argv[1]);
	expect_running("EXECVE_19_X", rest, self, argv[0], exe_flags(self));
	res = result(syscall(SYS_execve, (void *)8, (void *)8, NULL));
	EXPECT("EXECVE_19_E filename=-");
	EXPECT("EXECVE_19_X res=%ld exe=- args=- env=-", res);
	res = result(syscall(SYS_execveat, 77, "relative", argv, environment, AT_SYMLINK_NOFOLLOW));
	EXPECT("EXECVEAT_E dirfd=77 pathname=\"relative\" flags=2");
	snprintf(
		rest, sizeof(rest),
		"res=%ld exe=\"%s\" args=\"%s\\u0000\" comm=\"exec\" env=\"LETTERS=abc\\u0000EMPTY=\\u0000\"",
		res, argv[0], argv[1]);
	expect_running("EXECVEAT_X", rest, self, argv[0], exe_flags(self));
}

static void run_by_path(char **argv, int self)
{
	EXPECT("EXECVE_19_E filename=\"%s\"", argv[0]);
	expect_running("EXECVE_19_X",
		       "res=0 exe=\"by-path\" args=\"two\\u0000\\u0000four\\u0000\" comm=\"exec\" "
		       "env=\"LETTERS=abc\\u0000EMPTY=\\u0000\"",
		       self, argv[0], exe_flags(self));
	syscall(SYS_execve, argv[0], (char *[]){"by-path", "two", "", "four", NULL}, environment);
}

static void run_by_descriptor(const char *path, int self)
{
	EXPECT("EXECVEAT_E dirfd=%d pathname=\"\" flags=1", self);
	expect_running("EXECVE_19_X", "res=0 exe=\"by-descriptor\" args=- env=-", self, path,
		       exe_flags(self));
	syscall(SYS_execveat, self, "", (char *[]){"by-descriptor", NULL}, (char *[]){NULL}, AT_EMPTY_PATH);
}

static void run_from_memory(int self)
{
	int memory = memfd_create("copy", 0);
	struct stat st;

	fstat(self, &st);
	sendfile(memory, self, NULL, st.st_size);
	expect_running("EXECVE_19_X", "res=0 exe=\"from-memory\" args=- env=-", memory, "memfd:copy", 5);
	syscall(SYS_execveat, memory, "", (char *[]){"from-memory", NULL}, (char *[]){NULL}, AT_EMPTY_PATH);
}

int main(int argc, char **argv)
{
	int self = open("/proc/self/exe", O_RDONLY);
	char path[512] = {};

	(void)argc;
	if (readlink("/proc/self/exe", path, sizeof(path) - 1) < 0)
		return 1;
	if (!strcmp(argv[0], "from-memory"))
		return 0;
	if (!strcmp(argv[0], "by-descriptor"))
		run_from_memory(self);
	if (!strcmp(argv[0], "by-path"))
		run_by_descriptor(path, self);
	failures(argv, self);
	run_by_path(argv, self);
	return 1;
}
