package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/shadow"
)

func TestShadowCommands(t *testing.T) {
	t.Parallel()
	database := map[string]string{"DATABASE_URL": dbtest.URL(t)}
	for _, tt := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"shadow", "list", "--since", "yesterday"}, exitWrong, "--since"},
		{[]string{"shadow", "list", "--kind", "letter"}, exitWrong, "card, digest"},
		{[]string{"shadow", "list", "--format", "xml"}, exitWrong, "--format"},
		{[]string{"shadow", "list"}, exitDone, "0 messages"},
		{[]string{"shadow", "summary"}, exitFailed, "belongs to no shadow"},
		{[]string{"shadow", "clear"}, exitWrong, "--yes"},
		{[]string{"shadow", "clear", "--yes"}, exitFailed, "nothing to clear"},
	} {
		if got := play(t, database, tt.args...); got.code != tt.code || !strings.Contains(got.stderr, tt.says) {
			t.Errorf("bot %v: %+v, want code %v and stderr with %v", tt.args, got, tt.code, tt.says)
		}
	}
}

func TestShadowListFormats(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	pool := dbtest.Open(t, url)
	if err := shadow.Claim(t.Context(), pool, shadow.ModeShadow); err != nil {
		t.Fatal(err)
	}
	long := "=SUM(1)\tDana asks\nfor " + strings.Repeat("x", 200)
	if err := shadow.NewStore(pool).Keep(t.Context(), shadow.Message{Kind: shadow.Card, Method: "chat.postMessage", SlackUserID: "U1", Channel: "shadow-U1", Text: long, Blocks: `[{"type":"divider"}]`}); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"DATABASE_URL": url}
	table := play(t, env, "shadow", "list").stdout
	lines := strings.Split(strings.TrimSuffix(table, "\n"), "\n")
	if len(lines) != 2 || strings.Count(lines[1], "\t") != 5 ||
		!strings.Contains(lines[1], "\tcard\tU1\t-\t-\t=SUM(1) Dana asks for xxx") || !strings.HasSuffix(lines[1], "…") {
		t.Errorf(`the table is %q, want a length of 2 and a second line of six columns, cut with "…", for a card of U1`,
			table)
	}
	if list := play(t, env, "shadow", "list", "--format", "csv").stdout; !strings.HasPrefix(list, "id,at,kind,") || !strings.Contains(list, `"'=SUM(1)`) {
		t.Errorf(`the CSV is %q, want list that begins with "id,at,kind," and list with "\"'=SUM(1)"`, list)
	}
	var row shadow.Row
	if list := play(t, env, "shadow", "list", "--format", "jsonl").stdout; strings.Count(list, "\n") != 1 || json.Unmarshal([]byte(list), &row) != nil || row.Text != long || string(row.Blocks) != `[{"type":"divider"}]` {
		t.Errorf(`the JSON is %q, want list with 1 times "\n", Unmarshal nil, Text %v and Blocks "[{\"type\":\"divider\"}]"`,
			list, long)
	}
	if summary := play(t, env, "shadow", "summary"); summary.code != exitDone || !strings.Contains(summary.stdout, "people who would have got messages") {
		t.Errorf(`got %+v, want code %v and stdout with "people who would have got messages"`, summary, exitDone)
	}
}
