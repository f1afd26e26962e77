package main

import (
	"errors"
	"os"
	"os/user"
	"strconv"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db/dbtest"
)

// Who ran a command is the operating system's word. What the environment says is told apart, whatever it says.
func TestTheOperatorIsNotTakenFromTheEnvironment(t *testing.T) {
	t.Parallel()
	accounts := map[string]string{"0": "root", "1001": "olga"}
	honest := machine{uid: 1001, uidMap: "         0          0 4294967295\n",
		account: func(uid string) (*user.User, error) {
			if name, known := accounts[uid]; known {
				return &user.User{Username: name, Uid: uid}, nil
			}
			return nil, errors.New("no such account")
		},
		holder: func() (*user.User, error) { return &user.User{Username: "of a token", Uid: "S-1-5-21"}, nil },
		host:   func() (string, error) { return "ops-1", nil },
	}
	for name, tc := range map[string]struct {
		change func(*machine)
		env    map[string]string
		want   audit.Operator
	}{
		"an account":            {nil, map[string]string{"USER": "olga", "LOGNAME": "olga"}, audit.Operator{User: "olga", UID: "1001"}},
		"no environment at all": {nil, nil, audit.Operator{User: "olga", UID: "1001"}},
		"a claimed name":        {nil, map[string]string{"USER": "boss"}, audit.Operator{User: "olga", UID: "1001", Claimed: "USER=boss"}},
		"a claimed login": {nil, map[string]string{"USER": "olga", "LOGNAME": "boss"},
			audit.Operator{User: "olga", UID: "1001", Claimed: "LOGNAME=boss"}},
		"a claimed sudo": {nil, map[string]string{"SUDO_USER": "boss", "USER": "root"},
			audit.Operator{User: "olga", UID: "1001", Claimed: "SUDO_USER=boss"}},
		"sudo": {func(m *machine) { m.uid = 0 }, map[string]string{"SUDO_USER": "olga", "USER": "root"},
			audit.Operator{User: "root", UID: "0", Claimed: "SUDO_USER=olga"}},
		"doas": {func(m *machine) { m.uid = 0 }, map[string]string{"DOAS_USER": "olga"},
			audit.Operator{User: "root", UID: "0", Claimed: "DOAS_USER=olga"}},
		"an id without an account": {func(m *machine) { m.uid = 70001 }, map[string]string{"USER": "boss", "HOME": "/home/boss"},
			audit.Operator{UID: "70001", Claimed: "USER=boss"}},
		"root of a namespace of their own": {func(m *machine) { m.uid, m.uidMap = 0, "0 1001 1\n" }, nil,
			audit.Operator{User: "root", UID: "0 (1001 outside its user namespace)"}},
		"in a container with a range of ids": {func(m *machine) { m.uid, m.uidMap = 65532, "0 1001 1\n1 100000 65536\n" }, nil,
			audit.Operator{UID: "65532 (165531 outside its user namespace)"}},
		"a table that cannot be read": {func(m *machine) { m.uidMap = "x y\n\n" }, nil, audit.Operator{User: "olga", UID: "1001"}},
		"a system without user ids": {func(m *machine) { m.uid = -1 }, map[string]string{"USER": "of a token"},
			audit.Operator{User: "of a token", UID: "S-1-5-21"}},
	} {
		m := honest
		if tc.change != nil {
			tc.change(&m)
		}
		m.env = func(name string) string { return tc.env[name] }
		tc.want.Host = "ops-1"
		if got := m.operator(); got != tc.want {
			t.Errorf("%s: got %+v, want %+v", name, got, tc.want)
		}
	}
}

// Each command that changes something says who ran it by the process's own user id and by the role in the database.
//
// It runs alone, since it sets variables of the whole process.
func TestEveryCommandThatChangesSomethingNamesItsOperator(t *testing.T) { //nolint:paralleltest // see above
	for _, name := range claims() {
		t.Setenv(name, "mallory")
	}
	env, _ := people(t)
	roles := dbtest.TwoRoles(t)
	expect(t, env, exitDone, []string{"identity", "sync"}, "2 active people")
	know(t, env)
	expect(t, env, exitDone, []string{"identity", "link", "--slack", "U1", "--identity", "sam.okoye", "--reason", "x"}, "linked")
	expect(t, env, exitDone, []string{"identity", "unlink", "--slack", "U1", "--reason", "x"}, "unlinked")
	expect(t, map[string]string{"DATABASE_URL": roles.Owner}, exitDone, []string{"audit", "retention", "--forever"}, "nothing is removed")
	said := play(t, env, "audit", "export", "--format", "jsonl").stdout
	said += play(t, map[string]string{"DATABASE_URL": roles.Bot}, "audit", "export", "--format", "jsonl").stdout
	for _, kind := range []string{"identity sync", "link.made", "link.undone", "audit retention"} {
		row := ""
		for line := range strings.Lines(said) {
			if strings.Contains(line, kind) {
				row = line
			}
		}
		for _, want := range []string{`"uid":"` + strconv.Itoa(os.Getuid()), `"claimed":"SUDO_USER=mallory"`, `"database_user":"`} {
			if !strings.Contains(strings.ReplaceAll(row, `\"`, `"`), want) {
				t.Errorf("%s: got the entry %s, want %s in it", kind, row, want)
			}
		}
		if strings.Contains(strings.ReplaceAll(row, `\"`, `"`), `"user":"mallory`) {
			t.Errorf("%s: got the entry %s, want no account from the environment", kind, row)
		}
	}
}
