package localpg

import "golang.org/x/sys/unix"

const (
	// memoryFolder is where Linux keeps files in memory: https://docs.kernel.org/filesystems/tmpfs.html.
	memoryFolder = "/dev/shm"
	// memoryNeeded is more than the tests of a package ever write. Containers often have 64 MiB there.
	memoryNeeded = 4 << 30
)

// hasRoom reports whether the folder is in memory and has room for a server's data.
func hasRoom(folder string) bool {
	var stat unix.Statfs_t
	return unix.Statfs(folder, &stat) == nil && stat.Type == unix.TMPFS_MAGIC && stat.Bavail*uint64(stat.Bsize) >= memoryNeeded
}
