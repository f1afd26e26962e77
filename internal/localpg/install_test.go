package localpg

import (
	"strings"
	"testing"
)

func TestInstallCommand(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ system, release, want string }{
		{"linux", "PRETTY_NAME=\"Debian GNU/Linux 12\"\nID=debian\n", "apt-get install postgresql"},
		{"linux", "ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", "apt-get install postgresql"},
		{"linux", "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", "dnf install postgresql-server"},
		{"linux", "ID=fedora\n", "dnf install postgresql-server"},
		{"linux", "ID=\"opensuse-leap\"\nID_LIKE=\"suse opensuse\"\n", "zypper install postgresql-server"},
		{"linux", "ID=alpine\n", "apk add postgresql"},
		{"linux", "ID='manjaro'\nID_LIKE=arch\n", "pacman -S postgresql"},
		{"linux", "ID=own\n", ""},
		{"linux", "", ""},
		{"darwin", "", "brew install postgresql"},
		{"freebsd", "ID=freebsd\n", "pkg install postgresql17-server"},
	} {
		if got := installCommand(tt.system, tt.release); got != tt.want {
			t.Errorf("%s %q: %q, want %q", tt.system, tt.release, got, tt.want)
		}
	}
}

func TestAdvice(t *testing.T) {
	t.Parallel()
	for want, got := range map[string]string{
		"install it with: apt-get install postgresql, or use": advice(0, "apt-get install postgresql"),
		"install PostgreSQL 14 or newer, or use":              advice(0, ""),
		"install PostgreSQL 16, or use":                       advice(16, "apt-get install postgresql"),
	} {
		if !strings.HasPrefix(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestMajorIsAskedFor(t *testing.T) {
	for _, tt := range []struct {
		option   int
		variable string
		want     int
		wrong    bool
	}{{0, "", 0, false}, {16, "", 16, false}, {0, "14", 14, false}, {18, "14", 18, false}, {0, "13", 0, true}, {0, "new", 0, true}} {
		t.Setenv(VersionVariable, tt.variable)
		got, err := Options{Major: tt.option}.major()
		if got != tt.want || (err != nil) != tt.wrong {
			t.Errorf("%+v: %d, %v, want got %v and an error %t", tt, got, err, tt.want, tt.wrong)
		}
	}
}
