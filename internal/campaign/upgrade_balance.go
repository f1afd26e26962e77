package campaign

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/campaign/books"
)

// balanceUpgrade draws up the ledger of a campaign, and what an upgrade adds to it.
func (u *upgrade) balanceUpgrade(ctx context.Context, unfinished string) (*books.Ledger, error) {
	l, err := u.accountant().Balance(ctx, unfinished)
	if err != nil {
		return nil, err
	}
	u.balanceReminders(l)
	for _, part := range []func(context.Context, *books.Ledger) error{u.balanceWays, u.balanceVerify, u.balanceErrors, u.balanceSchema} {
		if err := part(ctx, l); err != nil {
			return nil, err
		}
	}
	l.Wrong("steps that did not show all that they should", u.unmet)
	l.Took = time.Since(u.began)
	return l, nil
}

// balanceWays: the versions have met. Without that the other lines prove nothing.
func (u *upgrade) balanceWays(ctx context.Context, l *books.Ledger) error {
	gone, err := u.waysGone(ctx)
	if err != nil {
		return err
	}
	var never []books.Imbalance
	for _, what := range []string{clicksOnCards, writesOfClicks, changesOfCards} {
		for _, w := range []way{{what, u.old.name, u.today.name}, {what, u.today.name, u.old.name}} {
			l.Add(w.String(), gone[w])
			if gone[w] == 0 {
				never = append(never, books.Imbalance{What: "never: " + w.String()})
			}
		}
	}
	for _, v := range []*version{u.old, u.today} {
		n := v.passage.seen().reminders
		l.Add(fmt.Sprintf("reminders sent by the version %q", v.name), n)
		if n == 0 {
			never = append(never, books.Imbalance{What: fmt.Sprintf("the version %q sent no reminder", v.name)})
		}
	}
	l.Wrong("ways between the versions that nothing went", never)
	return nil
}

// balanceVerify: each version finds the decision log in order, and what the other exports of it.
func (u *upgrade) balanceVerify(ctx context.Context, l *books.Ledger) error {
	var wrong []books.Imbalance
	try := func(v *version, args ...string) []byte {
		out, err := books.RunBot(ctx, v.binary, u.settings["DATABASE_URL"], append([]string{"audit"}, args...)...)
		if err != nil {
			wrong = append(wrong, books.Imbalance{What: fmt.Sprintf("the version %q: %v", v.name, err)})
		}
		return out
	}
	for _, pair := range [][2]*version{{u.old, u.today}, {u.today, u.old}} {
		file := filepath.Join(u.dir, "exported-by-"+pair[0].name+".jsonl")
		if err := os.WriteFile(file, try(pair[0], "export", "--format", "jsonl"), 0o600); err != nil {
			return fmt.Errorf("keep the export: %w", err)
		}
		try(pair[0], "verify")
		try(pair[1], "verify", file)
	}
	l.Wrong("versions that cannot verify the decision log, or the other's export", wrong)
	return nil
}

// tooSlow reports whether a line is an error of a machine that is busy with other work: what people wait for, and a request
// to IdentityIQ, ends after two seconds.
func tooSlow(line string) bool {
	return strings.Contains(line, "context deadline exceeded") || strings.Contains(line, "no answer within")
}

// stopped reports whether a line is River's error about a transaction that was canceled while it told others of its jobs, as by a
// replica that stops. The transaction is rolled back, and done again.
func stopped(line string) bool {
	return strings.Contains(line, `"Client: Failed to send job insert notification"`) && strings.Contains(line, `"err":"context canceled"`)
}

// balanceErrors: nothing goes wrong in an upgrade that a replica would call an error.
func (u *upgrade) balanceErrors(_ context.Context, l *books.Ledger) error {
	var wrong []books.Imbalance
	warned, slow := map[string]int{}, 0
	for _, r := range u.replicas {
		err := r.eachLine(func(line []byte) {
			var told struct{ Level, Msg string }
			switch {
			case json.Unmarshal(line, &told) != nil:
				wrong = append(wrong, books.Imbalance{What: fmt.Sprintf("%s said: %s", r.name, line)})
			case told.Level == "ERROR" && (tooSlow(string(line)) || stopped(string(line))):
				slow++
			case told.Level == "ERROR":
				wrong = append(wrong, books.Imbalance{What: fmt.Sprintf("%s logged: %s", r.name, line)})
			case told.Level == "WARN":
				warned[told.Msg]++
			}
		})
		if err != nil {
			return err
		}
	}
	for _, msg := range slices.Sorted(maps.Keys(warned)) {
		l.Add("warnings: "+msg, warned[msg])
	}
	l.Add("errors of a busy machine, or of a stop", slow)
	l.Wrong("lines of a log that are errors", wrong)
	return nil
}
