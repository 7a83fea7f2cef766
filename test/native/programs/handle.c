/* open_by_handle_at: success and failure. Argument: a folder. */
#include "expect.h"

int main(int argc, char **argv)
{
	struct {
		struct file_handle head;
		char bytes[MAX_HANDLE_SZ];
	} handle = {.head.handle_bytes = MAX_HANDLE_SZ};
	char path[512];
	struct stat st;
	long fd, res;
	int mount;

	/* its file system is that of the handle */
	if (argc < 2 || chdir(argv[1]))
		return 1;
	snprintf(path, sizeof(path), "%s/handled", argv[1]);
	close(open(path, O_WRONLY | O_CREAT, 0600));
	if (stat(path, &st) || name_to_handle_at(AT_FDCWD, path, &handle.head, &mount, 0))
		return 1;
	fd = CALL(SYS_open_by_handle_at, AT_FDCWD, &handle, O_RDWR | O_CLOEXEC);
	EXPECT("OPEN_BY_HANDLE_AT_E");
	EXPECT("OPEN_BY_HANDLE_AT_X fd=%ld mountfd=-100 flags=0x1003 path=\"%s\" dev=%u ino=%lu", fd, path,
	       encoded_dev(st.st_dev), st.st_ino);
	res = CALL(SYS_open_by_handle_at, 1234, &handle, O_RDONLY);
	EXPECT("OPEN_BY_HANDLE_AT_X fd=%ld mountfd=1234 flags=0x1 path=- dev=0 ino=0", res);
	return 0;
}
