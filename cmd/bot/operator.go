package main

import (
	"context"
	"fmt"
	"os"
	"os/user"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/app"
	"github.com/iiq-approvals/bot/internal/audit"
	"github.com/iiq-approvals/bot/internal/db"
	"github.com/iiq-approvals/bot/internal/settings"
	"github.com/iiq-approvals/bot/migrations"
)

// machine is what this process is told about itself.
type machine struct {
	// uid is the user id of the process, below 0 where the operating system has no such ids.
	uid int
	// uidMap is the process's table of user ids inside and outside its user namespace; "" where there is none.
	uidMap string
	// account finds the account of a user id in the machine's own table of accounts.
	account func(uid string) (*user.User, error)
	// holder is who owns the process where it has no user id.
	holder func() (*user.User, error)
	host   func() (string, error)
	env    func(name string) string
}

// operator is who runs this command.
func operator() audit.Operator {
	uidMap, _ := os.ReadFile("/proc/self/uid_map")
	return machine{uid: os.Getuid(), uidMap: string(uidMap), account: user.LookupId, holder: user.Current, host: os.Hostname,
		env: os.Getenv}.operator()
}

// operator names the account by the id that the operating system gives the process. os/user.Current is no help with that: for an id
// without an account it takes the name from USER. What the environment says is kept apart, as a claim.
func (m machine) operator() audit.Operator {
	o := audit.Operator{}
	if m.uid >= 0 {
		id := strconv.Itoa(m.uid)
		o.UID = id
		if outside := outsideID(m.uidMap, m.uid); outside != "" && outside != id {
			o.UID += " (" + outside + " outside its user namespace)"
		}
		if u, err := m.account(id); err == nil {
			o.User = u.Username
		}
	} else if u, err := m.holder(); err == nil {
		o.User, o.UID = u.Username, u.Uid
	}
	o.Host, _ = m.host()
	for _, name := range claims() {
		if claim := m.env(name); claim != "" && claim != o.User {
			o.Claimed = name + "=" + claim
			break
		}
	}
	return o
}

// claims are the variables that name somebody, the weightiest first.
func claims() []string { return []string{"SUDO_USER", "DOAS_USER", "USER", "LOGNAME"} }

// outsideID gives the user id that the process has outside its user namespace. Whoever makes a namespace of their own is root in it.
// https://man7.org/linux/man-pages/man7/user_namespaces.7.html
func outsideID(uidMap string, uid int) string {
	for row := range strings.Lines(uidMap) {
		var inside, outside, length int64
		if n, err := fmt.Sscan(row, &inside, &outside, &length); n < 3 || err != nil {
			continue
		}
		if n := int64(uid) - inside; n >= 0 && n < length {
			return strconv.FormatInt(outside+n, 10)
		}
	}
	return ""
}

// recordCommand notes a command that changed something and has no entry of its own.
func recordCommand(ctx context.Context, pool *pgxpool.Pool, name, result string) error {
	who := operator()
	return audit.Append(ctx, db.New(pool), audit.Entry{Kind: audit.CommandRun, Operator: &who,
		Command: &audit.Command{Name: name, Result: result}})
}

// recordMigration notes a migration, where the schema has the audit log afterwards.
func recordMigration(ctx context.Context, c settings.Database, name string, done []migrations.Applied) error {
	if len(done) == 0 {
		return nil
	}
	pool, err := app.OpenPool(ctx, c, 1)
	if err != nil {
		return err
	}
	defer pool.Close()
	var there bool
	if err := pool.QueryRow(ctx, "SELECT to_regclass('audit_log') IS NOT NULL").Scan(&there); err != nil || !there {
		return err
	}
	names := make([]string, len(done))
	for i, m := range done {
		names[i] = m.Name
	}
	return recordCommand(ctx, pool, name, strings.Join(names, " "))
}
