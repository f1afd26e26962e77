package localpg

import (
	"os"
	"runtime"
	"slices"
	"strings"
)

// installHere gives what installs Postgres on this machine.
func installHere() string {
	release, err := os.ReadFile("/etc/os-release")
	if err != nil {
		release = nil
	}
	return installCommand(runtime.GOOS, string(release))
}

// installCommand gives the command that installs Postgres on a system, or the place that has it. release is the text of
// /etc/os-release: https://www.freedesktop.org/software/systemd/man/latest/os-release.html
func installCommand(system, release string) string {
	switch system {
	case "darwin":
		return "brew install postgresql"
	case "freebsd", "dragonfly":
		return "pkg install postgresql17-server"
	case "openbsd":
		return "pkg_add postgresql-server"
	case "netbsd":
		return "pkgin install postgresql17-server"
	}
	commands := []struct {
		command string
		of      []string
	}{
		{"apt-get install postgresql", []string{"debian", "ubuntu"}},
		{"dnf install postgresql-server", []string{"fedora", "rhel", "centos", "amzn"}},
		{"zypper install postgresql-server", []string{"suse", "opensuse"}},
		{"apk add postgresql", []string{"alpine"}},
		{"pacman -S postgresql", []string{"arch"}},
	}
	for _, name := range distributions(release) {
		for _, c := range commands {
			if slices.Contains(c.of, name) {
				return c.command
			}
		}
	}
	return ""
}

// distributions lists the ID of a system, and then those of its likes, nearest first.
func distributions(release string) []string {
	values := map[string]string{}
	for line := range strings.Lines(release) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		values[name] = strings.Trim(value, `"'`)
	}
	var all []string
	for _, id := range strings.Fields(values["ID"] + " " + values["ID_LIKE"]) {
		// opensuse-leap, opensuse-tumbleweed
		id, _, _ = strings.Cut(id, "-")
		all = append(all, id)
	}
	return all
}
