//go:build !linux

package localpg

// memoryFolder is empty: only Linux has a folder in memory that everybody may use.
const memoryFolder = ""

func hasRoom(string) bool { return false }
