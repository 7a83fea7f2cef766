#!/bin/sh
# Runs a command of this checkout under another kernel, in an emulated machine with a copy of this machine's programs:
#
#   test/kernels/boot.sh FOLDER COMMAND...
#
# FOLDER is where a Debian kernel package was unpacked (dpkg-deb -x linux-image-6.1.0-50-cloud-amd64_….deb FOLDER; since 7.2
# linux-binary-… and linux-modules-…). Needs root, qemu-system-x86, busybox-static, cpio, e2fsprogs, and 10 GB in $TMPDIR.
# Emulation is ten to twenty times slower than the machine: tests need --testTimeout.
set -eu
modules=$(cd "$1" && pwd)
shift
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$(dirname "$0")/guest.sh"
shared=${SYSSHARK_SHARED:-$root/../shared}
work=$(mktemp -d "${TMPDIR:-/tmp}/sysshark-kernel-XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM

# disk drivers in load order, and what tests mount
drivers='virtio_ring virtio virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci virtio_blk overlay'

make_disk() {
	disk=$work/disk
	mkdir -p "$disk/proc" "$disk/sys" "$disk/dev" "$disk/tmp" "$disk/run" "$disk/root" "$disk/var/tmp" "$disk/home"
	mkdir "$disk/usr"
	# hard links if it is the same file system
	cp -al /usr/. "$disk/usr" 2>/dev/null || cp -a /usr/. "$disk/usr"
	cp -a /etc "$disk/etc"
	for name in bin sbin lib lib64; do ln -s "usr/$name" "$disk/$name"; done
	mkdir -p "$disk/checkout/main"
	# without kernels, which are large
	tar -c -C "$root" --exclude=./build/kernels --exclude=./build/arm64 . | tar -x -C "$disk/checkout/main"
	if [ -d "$shared" ]; then cp -aL "$shared" "$disk/checkout/shared"; fi
	leave_command "$disk" "$SLOW CI=true; cd /checkout/main" "$@"
	mke2fs -q -t ext4 -d "$disk" -F "$work/disk.img" 9G
}

make_initrd() {
	initrd=$work/initrd
	mkdir -p "$initrd/bin" "$initrd/proc" "$initrd/sys" "$initrd/dev" "$initrd/mnt" "$initrd/modules"
	cp "$(command -v busybox)" "$initrd/bin/busybox"
	for name in $drivers; do
		file=$(find "$modules" -name "$name.ko*" | head -n 1)
		case $file in
		'') ;;
		*.xz) xz -dc "$file" >"$initrd/modules/$name.ko" ;;
		*) cp "$file" "$initrd/modules/" ;;
		esac
	done
	cat >"$initrd/init" <<-END
		#!/bin/busybox sh
		/bin/busybox --install -s /bin
		mount -t proc proc /proc
		mount -t sysfs sys /sys
		mount -t devtmpfs dev /dev
		for name in $drivers; do [ ! -f /modules/\$name.ko ] || insmod /modules/\$name.ko; done
		for _ in \$(seq 100); do [ -b /dev/vda ] || sleep 0.2; done
		[ -b /dev/vda ] || { echo "no disk: a driver is missing" && poweroff -f; }
		mount -t ext4 /dev/vda /mnt
		for pair in proc:proc sysfs:sys devtmpfs:dev tmpfs:tmp tmpfs:run cgroup2:sys/fs/cgroup bpf:sys/fs/bpf tracefs:sys/kernel/tracing; do
			mount -t \${pair%%:*} none /mnt/\${pair#*:}
		done
		mkdir -p /mnt/dev/pts /mnt/dev/shm
		mount -t devpts none /mnt/dev/pts
		mount -t tmpfs none /mnt/dev/shm
		ifconfig lo 127.0.0.1 up
		# a name with an address, which sudo looks for
		hostname localhost
		uname -rv
		# not chroot: the kernel's paths start at the root of the machine
		exec switch_root /mnt /bin/sh /root/run
	END
	chmod +x "$initrd/init"
	(cd "$initrd" && find . | cpio --quiet -o -H newc | gzip -1 >"$work/initrd.gz")
}

make_disk "$@"
make_initrd
qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 2 -m 4096 -nographic -nodefaults -serial stdio -net none -no-reboot \
	-drive "file=$work/disk.img,if=virtio,format=raw,snapshot=on" -initrd "$work/initrd.gz" \
	-kernel "$(find "$modules" -name 'vmlinuz*' | head -n 1)" -append 'console=ttyS0 quiet no_timer_check panic=-1 sysshark.emulated' </dev/null
