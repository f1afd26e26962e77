package jobs_test

import (
	"context"
	"slices"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// renamed has IIQ tell another name of the decider when he is looked at right before the write.
func (s *shop) renamed(who, name string) {
	s.t.Helper()
	hold := s.people.stops("reverify")
	wake := s.abandon(s.next("submit_decision"), hold)
	s.exec(`UPDATE identities SET name = $2 WHERE id = $1`, who, name)
	wake()
}

// Who is oneself by name alone is told from the name that IIQ has at the write, and from the one that it had at the click.
func TestOneselfByANewName(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for id, requester := range map[string]string{"w1": "Sam.New", "w2": "nobody.x"} {
		w := request(id, "sam")
		w.Requester = approvals.Ref{Name: requester}
		s.see(w)
	}
	s.click("sam", "w1", approvals.Approve, "")
	s.renamed("sam", "sam.new")
	s.want("refused "+string(approvals.RefusedSelf), `SELECT state || ' ' || refusal FROM decisions WHERE work_item_id = 'w1'`)
	s.click("sam", "w2", approvals.Approve, "")
	item := s.iiq.items["w2"]
	item.Requester = approvals.Ref{Name: "sam.new"}
	s.iiq.put(item)
	s.renamed("sam", "sam.newer")
	s.want("refused "+string(approvals.RefusedSelf), `SELECT state || ' ' || refusal FROM decisions WHERE work_item_id = 'w2'`)
	if n := len(s.iiq.written()); n != 0 {
		t.Errorf("IIQ took %d writes", n)
	}
}

func TestOneselfInAReviewByANewName(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.table.change("e1", func(e *approvals.ReviewEntity) { e.Identity = "sam.new" })
	for _, id := range []string{"e1", "e2", "e3"} {
		o.table.change(id, func(e *approvals.ReviewEntity) { e.Review.Certifiers = []string{"sam.x", "sam.new"} })
	}
	o.look()
	o.decide("sam", "e1", approvals.Approve, "")
	o.renamed("sam", "sam.new")
	o.want("refused own_review", entityDecided, "e1")
	if n := len(o.table.written()); n != 0 {
		t.Errorf("IIQ took %d writes", n)
	}
}

// namesInIIQ is IIQ's word on who has which name now, by id.
type namesInIIQ map[string]string

func (n namesInIIQ) IdentitiesByName(_ context.Context, names []string) ([]approvals.Identity, error) {
	var found []approvals.Identity
	for id, name := range n {
		if slices.Contains(names, name) {
			found = append(found, approvals.Identity{ID: id, Name: name, Workgroup: true})
		}
	}
	return found, nil
}

// A workgroup that was renamed reviews nothing any more, whatever our tables still call it: its old name may be another's.
func TestARenamedWorkgroupReviewsNothing(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.exec(`INSERT INTO identities (id, name, display_name, workgroup) VALUES ('board', 'Board', 'Board', true)`)
	o.people.groups["board"] = true
	o.iiq.members["board"] = []approvals.Identity{{ID: "sam"}}
	for id := range o.table.entities {
		o.table.change(id, func(e *approvals.ReviewEntity) { e.Review.Certifiers = []string{"Board"} })
	}
	o.must(o.SaveWorkgroup(context.Background(), approvals.Lease{}, "board", "Board", []string{"sam"}))
	o.look()
	o.submit.Judge.Names = namesInIIQ{"board": "Old board", "other": "Board"}
	o.decide("sam", "e1", approvals.Approve, "")
	o.drain()
	o.want("refused not_yours", entityDecided, "e1")
}

// A name that differs by case alone stands for a reviewer only while IIQ has nobody of the very name.
func TestACertifiersVeryNameCounts(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		names namesInIIQ
		want  string
	}{
		"nobody else's": {namesInIIQ{"sam": "sam.x"}, "recorded "},
		"somebody's":    {namesInIIQ{"sam": "sam.x", "other": "SAM.X"}, "refused not_yours"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			for _, id := range []string{"e1", "e2", "e3"} {
				o.table.change(id, func(e *approvals.ReviewEntity) { e.Review.Certifiers = []string{"SAM.X"} })
			}
			o.look()
			o.submit.Judge.Names = tc.names
			o.decide("sam", "e1", approvals.Approve, "")
			o.drain()
			o.want(tc.want, entityDecided, "e1")
		})
	}
}
