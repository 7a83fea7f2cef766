/* Files by name: examined, created, renamed, linked, changed and removed. Argument: a folder, which it
 * changes to. */
#include "expect.h"
#include <linux/fs.h>

#define MISSING "/nowhere/at/all"

static void examine(int dir)
{
	struct stat st;
	char here[512];
	long res;

#ifdef SYS_stat
	res = CALL(SYS_stat, "file", &st);
	EXPECT("STAT_E");
	EXPECT("STAT_X res=0 path=\"file\"");
	res = CALL(SYS_stat, MISSING, &st);
	EXPECT("STAT_X res=%ld path=\"" MISSING "\"", res);
	res = CALL(SYS_stat, NULL, &st);
	EXPECT("STAT_X res=%ld path=-", res);
	res = CALL(SYS_lstat, "file", &st);
	EXPECT("LSTAT_E");
	EXPECT("LSTAT_X res=0 path=\"file\"");
	res = CALL(SYS_lstat, "", &st);
	EXPECT("LSTAT_X res=%ld path=\"\"", res);
	res = CALL(SYS_access, "file", R_OK | X_OK);
	EXPECT("ACCESS_E mode=5");
	EXPECT("ACCESS_X res=%ld name=\"file\"", res);
	res = CALL(SYS_access, MISSING, F_OK);
	EXPECT("ACCESS_E mode=0");
	EXPECT("ACCESS_X res=%ld name=\"" MISSING "\"", res);
#endif
	res = CALL(SYS_fstat, dir, &st);
	EXPECT("FSTAT_E fd=%d", dir);
	EXPECT("FSTAT_X res=0");
	res = CALL(SYS_fstat, -1, &st);
	EXPECT("FSTAT_E fd=-1");
	EXPECT("FSTAT_X res=%ld", res);
	res = CALL(SYS_newfstatat, dir, "file", &st, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT);
	EXPECT("NEWFSTATAT_E");
	EXPECT("NEWFSTATAT_X res=0 dirfd=%d path=\"file\" flags=0x900", dir);
	res = CALL(SYS_newfstatat, AT_FDCWD, MISSING, &st, 0);
	EXPECT("NEWFSTATAT_X res=%ld dirfd=-100 path=\"" MISSING "\" flags=0", res);
	res = CALL(SYS_getcwd, here, (long)sizeof(here));
	EXPECT("GETCWD_E");
	EXPECT("GETCWD_X res=%ld path=\"%s\"", res, here);
	res = CALL(SYS_getcwd, here, 1L);
	EXPECT("GETCWD_X res=%ld path=-", res);
	res = CALL(SYS_chdir, ".");
	EXPECT("CHDIR_E");
	EXPECT("CHDIR_X res=0 path=\".\"");
	res = CALL(SYS_chdir, MISSING);
	EXPECT("CHDIR_X res=%ld path=\"" MISSING "\"", res);
	res = CALL(SYS_fchdir, dir);
	EXPECT("FCHDIR_E fd=%d", dir);
	EXPECT("FCHDIR_X res=0");
	res = CALL(SYS_fchdir, 1234);
	EXPECT("FCHDIR_E fd=1234");
	EXPECT("FCHDIR_X res=%ld", res);
}

static void make_and_remove(int dir)
{
	long res;

#ifdef SYS_mkdir
	res = CALL(SYS_mkdir, "sub", 0750);
	EXPECT("MKDIR_2_E mode=0750");
	EXPECT("MKDIR_2_X res=0 path=\"sub\"");
	res = CALL(SYS_mkdir, "sub", 0750);
	EXPECT("MKDIR_2_X res=%ld path=\"sub\"", res);
	res = CALL(SYS_rmdir, "sub");
	EXPECT("RMDIR_2_E");
	EXPECT("RMDIR_2_X res=0 path=\"sub\"");
	res = CALL(SYS_rmdir, MISSING);
	EXPECT("RMDIR_2_X res=%ld path=\"" MISSING "\"", res);
	res = CALL(SYS_link, "file", "linked");
	EXPECT("LINK_2_E");
	EXPECT("LINK_2_X res=0 oldpath=\"file\" newpath=\"linked\"");
	res = CALL(SYS_link, MISSING, NULL);
	EXPECT("LINK_2_X res=%ld oldpath=\"" MISSING "\" newpath=-", res);
	res = CALL(SYS_symlink, "file", "soft");
	EXPECT("SYMLINK_E");
	EXPECT("SYMLINK_X res=0 target=\"file\" linkpath=\"soft\"");
	res = CALL(SYS_symlink, "file", MISSING);
	EXPECT("SYMLINK_X res=%ld target=\"file\" linkpath=\"" MISSING "\"", res);
	res = CALL(SYS_rename, "linked", "renamed");
	EXPECT("RENAME_E");
	EXPECT("RENAME_X res=0 oldpath=\"linked\" newpath=\"renamed\"");
	res = CALL(SYS_rename, MISSING, "x");
	EXPECT("RENAME_X res=%ld oldpath=\"" MISSING "\" newpath=\"x\"", res);
	res = CALL(SYS_unlink, "renamed");
	EXPECT("UNLINK_2_E");
	EXPECT("UNLINK_2_X res=0 path=\"renamed\"");
	res = CALL(SYS_unlink, MISSING);
	EXPECT("UNLINK_2_X res=%ld path=\"" MISSING "\"", res);
#endif
	res = CALL(SYS_mkdirat, dir, "subat", 0700);
	EXPECT("MKDIRAT_E");
	EXPECT("MKDIRAT_X res=0 dirfd=%d path=\"subat\" mode=0700", dir);
	res = CALL(SYS_mkdirat, 1234, "subat", 0711);
	EXPECT("MKDIRAT_X res=%ld dirfd=1234 path=\"subat\" mode=0711", res);
	res = CALL(SYS_unlinkat, dir, "subat", AT_REMOVEDIR);
	EXPECT("UNLINKAT_2_E");
	EXPECT("UNLINKAT_2_X res=0 dirfd=%d name=\"subat\" flags=0x200", dir);
	res = CALL(SYS_unlinkat, AT_FDCWD, MISSING, 0);
	EXPECT("UNLINKAT_2_X res=%ld dirfd=-100 name=\"" MISSING "\" flags=0", res);
	res = CALL(SYS_linkat, AT_FDCWD, "file", dir, "linkedat", AT_SYMLINK_FOLLOW);
	EXPECT("LINKAT_2_E");
	EXPECT("LINKAT_2_X res=0 olddir=-100 oldpath=\"file\" newdir=%d newpath=\"linkedat\" flags=0x400",
	       dir);
	res = CALL(SYS_linkat, 1234, "", 1235, "x", AT_EMPTY_PATH);
	EXPECT("LINKAT_2_X res=%ld olddir=1234 oldpath=\"\" newdir=1235 newpath=\"x\" flags=0x1000", res);
	res = CALL(SYS_symlinkat, "target", dir, "softat");
	EXPECT("SYMLINKAT_E");
	EXPECT("SYMLINKAT_X res=0 target=\"target\" linkdirfd=%d linkpath=\"softat\"", dir);
	res = CALL(SYS_symlinkat, "target", 1234, "softat");
	EXPECT("SYMLINKAT_X res=%ld target=\"target\" linkdirfd=1234 linkpath=\"softat\"", res);
	res = CALL(SYS_renameat2, AT_FDCWD, "linkedat", dir, "file2", RENAME_NOREPLACE);
	EXPECT("RENAMEAT2_E");
	EXPECT("RENAMEAT2_X res=0 olddirfd=-100 oldpath=\"linkedat\" newdirfd=%d newpath=\"file2\" flags=0x1",
	       dir);
	res = CALL(SYS_renameat2, 1234, "a", 1235, "b", RENAME_EXCHANGE);
	EXPECT("RENAMEAT2_X res=%ld olddirfd=1234 oldpath=\"a\" newdirfd=1235 newpath=\"b\" flags=0x2", res);
#ifdef SYS_renameat
	res = CALL(SYS_renameat, AT_FDCWD, "file2", dir, "file3");
	EXPECT("RENAMEAT_E");
	EXPECT("RENAMEAT_X res=0 olddirfd=-100 oldpath=\"file2\" newdirfd=%d newpath=\"file3\"", dir);
	res = CALL(SYS_renameat, 1234, "a", 1235, "b");
	EXPECT("RENAMEAT_X res=%ld olddirfd=1234 oldpath=\"a\" newdirfd=1235 newpath=\"b\"", res);
#endif
}

static void change(int dir, int fd)
{
	long res;

#ifdef SYS_chmod
	res = CALL(SYS_chmod, "file", 04751);
	EXPECT("CHMOD_E");
	EXPECT("CHMOD_X res=0 filename=\"file\" mode=04751");
	res = CALL(SYS_chmod, MISSING, 0);
	EXPECT("CHMOD_X res=%ld filename=\"" MISSING "\" mode=0", res);
	res = CALL(SYS_chown, "file", 0, -1);
	EXPECT("CHOWN_E");
	EXPECT("CHOWN_X res=0 path=\"file\" uid=0 gid=4294967295");
	res = CALL(SYS_chown, MISSING, 5, 6);
	EXPECT("CHOWN_X res=%ld path=\"" MISSING "\" uid=5 gid=6", res);
	res = CALL(SYS_lchown, "soft", 0, 0);
	EXPECT("LCHOWN_E");
	EXPECT("LCHOWN_X res=0 path=\"soft\" uid=0 gid=0");
	res = CALL(SYS_lchown, MISSING, 5, 6);
	EXPECT("LCHOWN_X res=%ld path=\"" MISSING "\" uid=5 gid=6", res);
	res = CALL(SYS_mknod, "fifo", S_IFIFO | 0600, 0);
	EXPECT("MKNOD_E");
	EXPECT("MKNOD_X res=0 path=\"fifo\" mode=%d dev=0", S_IFIFO | 0600);
	res = CALL(SYS_mknod, "plain", 0644, 0);
	EXPECT("MKNOD_X res=0 path=\"plain\" mode=%d dev=0", S_IFREG | 0644);
	res = CALL(SYS_mknod, MISSING, S_IFBLK | 0600, 0x803);
	EXPECT("MKNOD_X res=%ld path=\"" MISSING "\" mode=%d dev=0x803", res, S_IFBLK | 0600);
	res = CALL(SYS_mknod, "x", S_IFDIR | 0700, 0);
	EXPECT("MKNOD_X res=%ld path=\"x\" mode=0700 dev=0", res);
#endif
	res = CALL(SYS_fchmod, fd, 02640);
	EXPECT("FCHMOD_E");
	EXPECT("FCHMOD_X res=0 fd=%d mode=02640", fd);
	res = CALL(SYS_fchmod, 1234, 01777);
	EXPECT("FCHMOD_X res=%ld fd=1234 mode=01777", res);
	res = CALL(SYS_fchmodat, dir, "file", 0600);
	EXPECT("FCHMODAT_E");
	EXPECT("FCHMODAT_X res=0 dirfd=%d filename=\"file\" mode=0600", dir);
	res = CALL(SYS_fchmodat, AT_FDCWD, MISSING, 0644);
	EXPECT("FCHMODAT_X res=%ld dirfd=-100 filename=\"" MISSING "\" mode=0644", res);
	res = CALL(SYS_fchown, fd, 0, 0);
	EXPECT("FCHOWN_E");
	EXPECT("FCHOWN_X res=0 fd=%d uid=0 gid=0", fd);
	res = CALL(SYS_fchown, 1234, 1, 2);
	EXPECT("FCHOWN_X res=%ld fd=1234 uid=1 gid=2", res);
	res = CALL(SYS_fchownat, dir, "", 0, 0, AT_EMPTY_PATH);
	EXPECT("FCHOWNAT_E");
	EXPECT("FCHOWNAT_X res=0 dirfd=%d pathname=\"\" uid=0 gid=0 flags=0x1000", dir);
	res = CALL(SYS_fchownat, AT_FDCWD, MISSING, 3, 4, AT_SYMLINK_FOLLOW);
	EXPECT("FCHOWNAT_X res=%ld dirfd=-100 pathname=\"" MISSING "\" uid=3 gid=4 flags=0x400", res);
	res = CALL(SYS_mknodat, dir, "fifoat", S_IFIFO | 0640, 0);
	EXPECT("MKNODAT_E");
	EXPECT("MKNODAT_X res=0 dirfd=%d path=\"fifoat\" mode=%d dev=0", dir, S_IFIFO | 0640);
	res = CALL(SYS_mknodat, 1234, "x", S_IFCHR | 0600, 0x103);
	EXPECT("MKNODAT_X res=%ld dirfd=1234 path=\"x\" mode=%d dev=0x103", res, S_IFCHR | 0600);
	res = CALL(SYS_mount, "from", MISSING, "tmpfs", 0xc0ed0000UL | 0x1002UL, NULL);
	EXPECT("MOUNT_E flags=0x1002");
	EXPECT("MOUNT_X res=%ld dev=\"from\" dir=\"" MISSING "\" type=\"tmpfs\"", res);
	res = CALL(SYS_umount2, MISSING, 2);
	EXPECT("UMOUNT2_E flags=0x2");
	EXPECT("UMOUNT2_X res=%ld name=\"" MISSING "\"", res);
}

int main(int argc, char **argv)
{
	int dir, fd;

	(void)argc;
	if (chdir(argv[1]))
		return 1;
	dir = open(".", O_RDONLY | O_DIRECTORY);
	fd = open("file", O_RDWR | O_CREAT, 0600);
	umask(0);
	examine(dir);
	make_and_remove(dir);
	change(dir, fd);
	return 0;
}
