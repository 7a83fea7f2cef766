#!/bin/sh
# Boots Debian's arm64 kernel in an emulated machine with Debian's programs for arm64 (Node.js, gcc, nginx, curl) and this checkout,
# whose addon is prebuilds/linux-arm64.node (npm run build:prebuilt), and runs a command there:
#
#   test/kernels/boot-arm64.sh FOLDER COMMAND...
#
# FOLDER keeps what was fetched. Needs root on Debian, qemu-system-arm, cpio, e2fsprogs, npm, and 5 GB in $TMPDIR. All of it is emulated,
# instruction by instruction: starting Node.js takes seconds.
set -eu
KEYRING=/usr/share/keyrings/debian-archive-keyring.pgp
PACKAGES='linux-image-cloud-arm64 nodejs gcc libc6-dev nginx-light curl bash dash coreutils sed grep mawk findutils procps util-linux perl-base busybox-static'
mkdir -p "$1/lists/partial" "$1/cache/archives/partial"
folder=$(cd "$1" && pwd)
shift
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$(dirname "$0")/guest.sh"
work=$(mktemp -d "${TMPDIR:-/tmp}/sysshark-arm64-XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM

# apt as on a machine for arm64 that has no package yet
of_arm64() {
	apt-get -qq -o APT::Architecture=arm64 -o APT::Architectures::=arm64 -o Dir::Etc::SourceList="$folder/sources.list" \
		-o Dir::Etc::SourceParts=/dev/null -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null \
		-o Dir::State::Lists="$folder/lists" -o Dir::State::status="$folder/status" -o Dir::Cache="$folder/cache" "$@"
}

fetch() {
	[ ! -d "$folder/system" ] || return 0
	: >"$folder/status"
	echo "deb [signed-by=$KEYRING] http://deb.debian.org/debian trixie main" >"$folder/sources.list"
	of_arm64 update
	# shellcheck disable=SC2086 # one argument a package
	of_arm64 install --download-only --no-install-recommends -y $PACKAGES >/dev/null
	rm -rf "$folder/system.part"
	mkdir "$folder/system.part"
	for package in "$folder"/cache/archives/*.deb; do
		dpkg-deb --fsys-tarfile "$package" | tar -x -C "$folder/system.part" --keep-directory-symlink
	done
	ln -sf mawk "$folder/system.part/usr/bin/awk"
	printf 'root:x:0:0:root:/root:/bin/sh\nwww-data:x:33:33:www-data:/:/bin/sh\n' >"$folder/system.part/etc/passwd"
	printf 'root:x:0:\nwww-data:x:33:\n' >"$folder/system.part/etc/group"
	mv "$folder/system.part" "$folder/system"
}

# the tests' packages, with their programs for arm64
fetch_packages() {
	packages=$folder/packages
	! cmp -s "$root/package-lock.json" "$packages/package-lock.json" || return 0
	rm -rf "$packages" "$packages.part"
	mkdir "$packages.part"
	cp "$root/package.json" "$root/package-lock.json" "$packages.part/"
	(cd "$packages.part" && npm ci --silent --ignore-scripts --os=linux --cpu=arm64 --libc=glibc)
	mv "$packages.part" "$packages"
}

make_disk() {
	disk=$work/disk
	cp -al "$folder/system" "$disk" 2>/dev/null || cp -a "$folder/system" "$disk"
	mkdir "$disk/checkout"
	# not build: its addon is for this machine
	for name in bin dist prebuilds src test package.json jest.config.js; do cp -a "$root/$name" "$disk/checkout/"; done
	cp -al "$packages/node_modules" "$disk/checkout/" 2>/dev/null || cp -a "$packages/node_modules" "$disk/checkout/"
	# Debian's libuv would read and write through io_uring, which makes no system calls
	leave_command "$disk" "$SLOW UV_USE_IO_URING=0; cd /checkout" "$@"
	mke2fs -q -t ext4 -d "$disk" -F "$work/disk.img" 4G
}

make_initrd() {
	initrd=$work/initrd
	mkdir -p "$initrd/bin" "$initrd/proc" "$initrd/sys" "$initrd/dev" "$initrd/mnt"
	cp "$folder/system/usr/bin/busybox" "$initrd/bin/busybox"
	for name in virtio_blk overlay; do
		xz -dc "$(find "$folder/system/usr/lib/modules" -name "$name.ko.xz")" >"$initrd/$name.ko"
	done
	cat >"$initrd/init" <<-'END'
		#!/bin/busybox sh
		/bin/busybox --install -s /bin
		mount -t proc proc /proc
		mount -t sysfs sys /sys
		mount -t devtmpfs dev /dev
		insmod /virtio_blk.ko
		insmod /overlay.ko
		for _ in $(seq 100); do [ -b /dev/vda ] || sleep 0.2; done
		[ -b /dev/vda ] || { echo 'no disk' && poweroff -f; }
		mount -t ext4 /dev/vda /mnt
		for pair in proc:proc sysfs:sys devtmpfs:dev tmpfs:tmp tmpfs:run cgroup2:sys/fs/cgroup bpf:sys/fs/bpf tracefs:sys/kernel/tracing; do
			mount -t ${pair%%:*} none /mnt/${pair#*:}
		done
		ifconfig lo 127.0.0.1 up
		uname -rvm
		exec switch_root /mnt /bin/sh /root/run
	END
	chmod +x "$initrd/init"
	(cd "$initrd" && find . | cpio --quiet -o -H newc | gzip -1 >"$work/initrd.gz")
}

fetch
fetch_packages
make_disk "$@"
make_initrd
qemu-system-aarch64 -machine virt -accel tcg -cpu cortex-a72 -smp 1 -m 1536 -nographic -nodefaults -serial stdio -net none -no-reboot \
	-drive "file=$work/disk.img,if=virtio,format=raw,snapshot=on" -initrd "$work/initrd.gz" \
	-kernel "$(find "$folder/system/boot" -name 'vmlinuz*')" -append 'console=ttyAMA0 quiet panic=-1 sysshark.emulated' </dev/null
