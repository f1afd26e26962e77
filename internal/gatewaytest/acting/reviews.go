package acting

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

func linesPath(id string) string { return "/reviews/" + id + "/lines" }
func signPath(id string) string  { return "/reviews/" + id + "/sign" }

// reviewed is a review that was made, with its lines in the order made.
type reviewed struct {
	subject
	name     string
	entities map[string]string
	lines    []string
	tags     map[string]string
}

// review makes a review by owner of target and requester, with two lines, or those that are given.
func (t certifying) review(ctx context.Context, change func(r *gatewaytest.Review), lines ...gatewaytest.ReviewLine) (reviewed, error) {
	c, err := t.Actors(ctx)
	if err != nil {
		return reviewed{}, err
	}
	spec := gatewaytest.Review{Name: t.Unique("Review"), Reviewers: []string{c.Owner}, Targets: []string{c.Target, c.Requester},
		DueInMillis: 86_400_000}
	if change != nil {
		change(&spec)
	}
	out := reviewed{subject: subject{c: c}, name: spec.Name}
	if out.id, err = t.Fixtures.AddReview(ctx, spec); err != nil {
		return out, err
	}
	out.stored = func() (string, error) { return t.Fixtures.StoredReview(ctx, out.id) }
	if out.entities, err = t.Fixtures.Entities(ctx, out.id); err != nil {
		return out, err
	}
	if lines == nil {
		lines = []gatewaytest.ReviewLine{
			{Application: "Active Directory", Attribute: "memberOf", Value: "CN=GL\t<read>"},
			{Type: "Bundle", Value: "Ledger Reader", Entity: c.Requester},
		}
	}
	for _, l := range lines {
		who := c.Names[l.Entity]
		if l.Entity == "" {
			who = c.Names[c.Target]
		}
		l.Entity = out.entities[who]
		id, err := t.Fixtures.AddLine(ctx, l)
		if err != nil {
			return out, err
		}
		out.lines = append(out.lines, id)
	}
	out.tags, err = t.lineTags(ctx, out.id)
	return out, err
}

// reviewLines gives the lines of a review by id.
func (t certifying) reviewLines(ctx context.Context, id string) (map[string]told, error) {
	r, err := t.Get(ctx, linesPath(id))
	if err != nil {
		return nil, err
	}
	rows, err := r.Table()
	out := map[string]told{}
	for _, row := range rows {
		line, _ := row["id"].(string)
		out[line] = row
	}
	return out, err
}

func (t certifying) lineTags(ctx context.Context, id string) (map[string]string, error) {
	lines, err := t.reviewLines(ctx, id)
	out := map[string]string{}
	for line, row := range lines {
		out[line], _ = row["tag"].(string)
	}
	return out, err
}

// wish is a decision on the line of this number, with further members in turn.
func (r reviewed) wish(n int, status string, more ...any) told {
	out := told{"id": r.lines[n], "status": status, "tag": r.tags[r.lines[n]]}
	for i := 0; i+1 < len(more); i += 2 {
		name, _ := more[i].(string)
		out[name] = more[i+1]
	}
	return out
}

func (r reviewed) decides(who string, wishes ...told) told {
	return told{"approver": who, "decisions": wishes}
}

// result is what became of one line.
type result struct {
	ID, Result, Message, Tag string
	// Also are lines that were decided along.
	Also []struct {
		ID     string `json:"id"`
		Status string `json:"status"`
		Tag    string `json:"tag"`
	}
}

// decideLines decides lines of a review.
func (t certifying) decideLines(ctx context.Context, r reviewed, wishes ...told) ([]result, error) {
	answer, err := on(t.Target).done(ctx, actOf("decide-lines"), r.subject, r.decides(r.c.Owner, wishes...), "decide-lines")
	if err != nil {
		return nil, err
	}
	var got struct{ Results []result }
	if err := answer.JSON(&got); err != nil {
		return nil, err
	}
	return got.Results, gatewaytest.Same("results", len(got.Results), len(wishes))
}

// results wants words for lines in the order sent, each with the tag that the line has now.
func (t certifying) results(ctx context.Context, r *reviewed, got []result, lines []int, words []string) error {
	now, err := t.lineTags(ctx, r.id)
	if err != nil {
		return err
	}
	for i, n := range lines {
		id := r.lines[n]
		if err := errors.Join(gatewaytest.Same("line", got[i].ID, id), gatewaytest.Same("result", got[i].Result, words[i]),
			gatewaytest.Same("tag", got[i].Tag, now[id]),
			gatewaytest.Same("a message is told", got[i].Message != "", words[i] != "ok")); err != nil {
			return fmt.Errorf("result %d: %w", i, err)
		}
	}
	r.tags = now
	return nil
}

func aLineDecision(ctx context.Context, t *gatewaytest.Target) (subject, error) {
	r, err := certifyingOf(t).review(ctx, nil)
	if err != nil {
		return subject{}, err
	}
	s := r.subject
	s.body = r.decides(s.c.Owner, r.wish(0, "Approved", "comment", "needed"))
	s.change = told{"decisions": []told{r.wish(0, "Remediated", "comment", "too wide")}}
	return s, nil
}

// decidedLines are a line that is kept and one that is revoked.
func decidedLines() []gatewaytest.ReviewLine {
	return []gatewaytest.ReviewLine{
		{Application: "Active Directory", Attribute: "memberOf", Value: "CN=A", Status: "Complete", Decision: "Approved"},
		{Application: "Active Directory", Attribute: "memberOf", Value: "CN=B", Status: "Complete", Decision: "Remediated"},
	}
}

func aSign(ctx context.Context, t *gatewaytest.Target) (subject, error) {
	r, err := certifyingOf(t).review(ctx, nil, decidedLines()...)
	if err != nil {
		return subject{}, err
	}
	s := r.subject
	s.body = told{"approver": s.c.Owner, "expect": told{"items": 2, "kept": 1, "revoked": 1}}
	s.change = told{"approver": s.c.Member}
	return s, nil
}

// notWishes are values that are no decisions on lines.
func notWishes() []any {
	good := func(name string, value any) []told {
		one := told{"id": strings.Repeat("a", 32), "status": "Approved", "tag": "x", name: value}
		return []told{one}
	}
	many := make([]told, 101)
	for i := range many {
		many[i] = told{"id": gatewaytest.RandomHex(16), "status": "Approved", "tag": "x"}
	}
	return append(notTexts(), []told{}, many, good("id", 7), good("status", 7), good("comment", 7),
		good("comment", gatewaytest.LongComment()),
		good("tag", nil), good("tag", ""), good("until", "tomorrow"), good("status", "Mitigated"))
}

// lineTag is the tag of a line, of values with no letters but tabs that are escaped.
func lineTag(fields ...string) string {
	text := strings.ReplaceAll(strings.ReplaceAll(strings.Join(fields, "\x00"), "\t", `\t`), "\x00", "\t")
	sum := sha256.Sum256([]byte("r1\t" + text))
	return hex.EncodeToString(sum[:])
}

// soon is a time within a month.
func soon() int64 { return time.Now().Add(30 * 24 * time.Hour).UnixMilli() }
