package iiq_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiqsim"
)

func TestSimIdentities(t *testing.T) {
	t.Parallel()
	for name, set := range map[string]iiqsim.Settings{
		"defaults":          {},
		"workgroups hidden": {HideWorkgroups: true},
		"some refused":      {UnknownColumns: []string{"manager.id", "displayName"}, UnknownStatus: 400, HideWorkgroups: true},
		"inactive refused":  {UnknownColumns: []string{"inactive"}},
		"filter refused":    {UnknownFilterColumns: []string{"workgroup"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := start(t, iiqsim.Options{Settings: set})
			b.people()
			b.must(b.SetInactive("Lee.Quinn", true))
			found := map[string]approvals.Identity{}
			for last := ""; ; {
				page, err := b.Client.Identities(t.Context(), last, 2)
				b.must(err)
				if len(page) == 0 {
					break
				}
				for _, i := range page {
					found[i.Name] = i
				}
				last = page[len(page)-1].ID
			}
			if !found["Sam.Okoye"].Active() || found["Sam.Okoye"].Department != "Finance" {
				t.Errorf(`Sam: %+v, want Active true and Department "Finance"`, found["Sam.Okoye"])
			}
			if found["Lee.Quinn"].Active() || !found["Desk"].Workgroup {
				t.Errorf("Lee %+v, Desk %+v, want Active false and Workgroup true", found["Lee.Quinn"], found["Desk"])
			}
			lee, err := b.IdentityByID(t.Context(), b.id("Lee.Quinn"))
			if err != nil || !lee.Inactive || !lee.ActivityKnown {
				t.Errorf("Lee by id: %+v, %v, want Inactive true and ActivityKnown true", lee, err)
			}
			sam, err := b.IdentitiesByEmail(t.Context(), "SAM.okoye@Example.com")
			if err != nil || len(sam) != 1 || sam[0].ID != b.id("Sam.Okoye") {
				t.Errorf("by e-mail: %+v, %v, want Sam.Okoye alone", sam, err)
			}
		})
	}
}

func TestSimMembers(t *testing.T) {
	t.Parallel()
	for _, shape := range []string{iiqsim.MembersXML, iiqsim.MembersObjects, iiqsim.MembersArray} {
		for _, none := range []string{iiqsim.NoGroupAs404, iiqsim.NoGroupAs400, iiqsim.NoGroupAsEmpty} {
			b := start(t, iiqsim.Options{Settings: iiqsim.Settings{MembersAs: shape, NoGroupAs: none, NestedMarked: true}})
			b.people()
			got, err := b.Members(t.Context(), b.id("Desk"))
			if err != nil || len(got) != 2 || got[0].ID != b.id("Ada.Mensah") || !got[1].Workgroup || got[0].Workgroup {
				t.Errorf("%s: got %+v, %v, want Ada, who is a person, and a workgroup", shape, got, err)
			}
			got, err = b.Members(t.Context(), b.id("Ada.Mensah"))
			if len(got) != 0 || (none == iiqsim.NoGroupAsEmpty) != (err == nil) || err != nil &&
				!errors.Is(err, approvals.ErrNotAWorkgroup) {
				t.Errorf("%s, %s: got %v, %v, want nobody, and %v unless the answer is empty", shape, none, got, err, approvals.ErrNotAWorkgroup)
			}
		}
	}
}

func TestSimReviews(t *testing.T) {
	t.Parallel()
	for _, asText := range []bool{false, true} {
		b := start(t, iiqsim.Options{})
		b.people()
		review, err := b.AddReview(iiqsim.ReviewSpec{Name: "Finance review", Reviewers: []string{"Sam.Okoye"}, CertifiersAsText: asText,
			Count: 5})
		b.must(err)
		b.must(second(b.CompleteEntities(review.ID, "Sam.Okoye", 2)))
		complete, all := 0, 0
		for last := ""; ; {
			page, err := b.ReviewEntities(t.Context(), time.Time{}, last, 2)
			b.must(err)
			if len(page) == 0 {
				break
			}
			for _, e := range page {
				all++
				if e.Status == "Complete" {
					complete++
				}
				if e.Review.ID != review.ID || e.Review.Name != "Finance review" ||
					!slices.Equal(e.Review.Certifiers, []string{"Sam.Okoye"}) {
					t.Errorf("as text %t: entity %+v, want the one of Finance review, which Sam.Okoye certifies", asText, e)
				}
			}
			last = page[len(page)-1].ID
		}
		if all != 5 || complete != 2 {
			t.Errorf("as text %t: %d of %d, want all 5 and complete 2", asText, complete, all)
		}
	}
}
