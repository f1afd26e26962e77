package iiqsim

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// routeState: ledger, counts, events, settings, faults, tokens, clock, down.
func (s *Sim) routeState(mux *http.ServeMux) {
	show(mux, "GET /_sim/ledger", s.Ledger)
	show(mux, "GET /_sim/stats", s.Stats)
	do(mux, "DELETE /_sim/stats", func(*http.Request, nothing) error { s.ResetStats(); return nil })
	mux.HandleFunc("GET /_sim/events", s.streamEvents)
	show(mux, "GET /_sim/settings", s.Settings)
	do(mux, "PUT /_sim/settings", func(_ *http.Request, in Settings) error { return s.SetSettings(in) })
	show(mux, "GET /_sim/faults", s.Faults)
	control(mux, "POST /_sim/faults", func(_ *http.Request, in Fault) (map[string]int, error) {
		id, err := s.AddFault(in)
		return map[string]int{"id": id}, err
	})
	do(mux, "DELETE /_sim/faults", func(*http.Request, nothing) error { s.ClearFaults(); return nil })
	do(mux, "DELETE /_sim/faults/{id}", func(r *http.Request, _ nothing) error {
		id, err := strconv.Atoi(r.PathValue("id"))
		s.RemoveFault(id)
		return err
	})
	do(mux, "POST /_sim/tokens/revoke", func(*http.Request, nothing) error { s.RevokeTokens(); return nil })
	do(mux, "PUT /_sim/clock", func(_ *http.Request, in struct {
		SkewMillis int64 `json:"skew_ms"`
	}) error {
		s.SetClockSkew(time.Duration(in.SkewMillis) * time.Millisecond)
		return nil
	})
	do(mux, "PUT /_sim/down", func(_ *http.Request, in struct {
		Down bool `json:"down"`
	}) error {
		s.SetDown(in.Down)
		return nil
	})
}

// routePeople: identities, workgroups and populations.
func (s *Sim) routePeople(mux *http.ServeMux) {
	show(mux, "GET /_sim/identities", s.Identities)
	control(mux, "POST /_sim/identities", func(_ *http.Request, in Identity) (Identity, error) { return s.AddIdentity(in) })
	control(mux, "GET /_sim/identities/{id}", func(r *http.Request, _ nothing) (Identity, error) { return s.Identity(r.PathValue("id")) })
	control(mux, "PATCH /_sim/identities/{id}", func(r *http.Request, in identityPatch) (Identity, error) {
		return s.UpdateIdentity(r.PathValue("id"), in.apply)
	})
	do(mux, "DELETE /_sim/identities/{id}", func(r *http.Request, _ nothing) error { return s.RemoveIdentity(r.PathValue("id")) })
	do(mux, "PUT /_sim/identities/{id}/members", func(r *http.Request, in []string) error { return s.SetMembers(r.PathValue("id"), in...) })
	do(mux, "PUT /_sim/identities/{id}/members/{member}", func(r *http.Request, _ nothing) error {
		return s.AddMember(r.PathValue("id"), r.PathValue("member"))
	})
	do(mux, "DELETE /_sim/identities/{id}/members/{member}", func(r *http.Request, _ nothing) error {
		return s.RemoveMember(r.PathValue("id"), r.PathValue("member"))
	})
	do(mux, "POST /_sim/company", func(_ *http.Request, in population) error { return s.Load(in.company()) })
	do(mux, "POST /_sim/populate", func(_ *http.Request, in population) error {
		if in.N < 1 || in.N > 1_000_000 {
			return fmt.Errorf("populate: n is from 1 to 1,000,000")
		}
		return s.Populate(in.N)
	})
	control(mux, "POST /_sim/random", s.addRandom)
}

// population asks for a company; the same seed, size and domain name the same company again.
type population struct {
	Seed   uint64 `json:"seed"`
	N      int    `json:"n"`
	Domain string `json:"domain"`
}

func (p population) company() *Population {
	return CompanyAt(p.Seed, min(p.N, 100_000), either(p.Domain, DefaultDomain))
}

// addRandom adds Items random requests of a company that was loaded before.
func (s *Sim) addRandom(_ *http.Request, in struct {
	population
	Items    int    `json:"items"`
	ItemSeed uint64 `json:"item_seed"`
},
) ([]WorkItem, error) {
	company, rng := in.company(), rand.New(rand.NewPCG(in.ItemSeed, 1))
	var out []WorkItem
	for range min(max(in.Items, 1), 100_000) {
		w, err := s.AddWorkItem(company.RandomRequest(rng))
		if err != nil {
			return out, err
		}
		out = append(out, w)
	}
	return out, nil
}

// identityPatch is what can be changed of an identity; what is left out stays.
type identityPatch struct {
	Name        *string `json:"name"`
	Email       *string `json:"email"`
	DisplayName *string `json:"display_name"`
	FirstName   *string `json:"first_name"`
	LastName    *string `json:"last_name"`
	Department  *string `json:"department"`
	ManagerID   *string `json:"manager_id"`
	Inactive    *bool   `json:"inactive"`
}

func (p identityPatch) apply(i *Identity) {
	for _, one := range []struct {
		to   *string
		from *string
	}{
		{&i.Name, p.Name}, {&i.Email, p.Email}, {&i.DisplayName, p.DisplayName}, {&i.FirstName, p.FirstName},
		{&i.LastName, p.LastName}, {&i.Department, p.Department}, {&i.ManagerID, p.ManagerID},
	} {
		if one.from != nil {
			*one.to = *one.from
		}
	}
	if p.Inactive != nil {
		i.Inactive = *p.Inactive
	}
}

// routeItems: work items and their identity requests.
func (s *Sim) routeItems(mux *http.ServeMux) {
	show(mux, "GET /_sim/templates", Templates)
	show(mux, "GET /_sim/items", s.OpenItems)
	control(mux, "POST /_sim/items", func(_ *http.Request, in ItemSpec) (WorkItem, error) { return s.AddWorkItem(in) })
	control(mux, "POST /_sim/items/many", func(_ *http.Request, in []ItemSpec) ([]WorkItem, error) { return s.AddMany(in) })
	control(mux, "GET /_sim/items/{id}", func(r *http.Request, _ nothing) (WorkItem, error) { return s.WorkItem(r.PathValue("id")) })
	control(mux, "GET /_sim/requests/{name}", func(r *http.Request, _ nothing) (IdentityRequest,
		error) {
		return s.Request(r.PathValue("name"))
	})
	control(mux, "GET /_sim/items/{id}/authority/{who}", func(r *http.Request, _ nothing) (map[string]bool, error) {
		yes, err := s.HasAuthority(r.PathValue("id"), r.PathValue("who"))
		return map[string]bool{"authority": yes}, err
	})
	do(mux, "POST /_sim/items/{id}/complete", func(r *http.Request, in Completion) error { return s.Complete(r.PathValue("id"), in) })
	do(mux, "POST /_sim/items/{id}/forward", func(r *http.Request, in struct {
		To string `json:"to"`
	}) error {
		return s.Forward(r.PathValue("id"), in.To)
	})
	for what, act := range map[string]func(string) error{
		"expire": s.Expire, "cancel": s.Cancel, "return": s.Return, "delete": s.DeleteWithoutTrace, "reopen": s.Reopen,
		"touch": func(id string) error { return s.UpdateItem(id, func(*WorkItem) {}) },
	} {
		do(mux, "POST /_sim/items/{id}/"+what, func(r *http.Request, _ nothing) error { return act(r.PathValue("id")) })
	}
}

// reviewView is a review with its entities.
type reviewView struct {
	Certification
	Entities []CertificationEntity `json:"entities"`
	Lines    []ReviewLine          `json:"lines,omitempty"`
}

// routeReviews: access reviews and their entities.
func (s *Sim) routeReviews(mux *http.ServeMux) {
	control(mux, "POST /_sim/reviews", func(_ *http.Request, in ReviewSpec) (Certification, error) { return s.AddReview(in) })
	control(mux, "GET /_sim/reviews/{id}", func(r *http.Request, _ nothing) (reviewView, error) {
		c, entities, err := s.Review(r.PathValue("id"))
		if err != nil {
			return reviewView{}, err
		}
		lines, err := s.ReviewLines(r.PathValue("id"))
		return reviewView{c, entities, lines}, err
	})
	do(mux, "DELETE /_sim/reviews/{id}", func(r *http.Request, _ nothing) error { return s.RemoveReview(r.PathValue("id")) })
	control(mux, "POST /_sim/reviews/{id}/complete", func(r *http.Request, in struct {
		By string `json:"by"`
		N  int    `json:"n"`
	},
	) (map[string]int, error) {
		done, err := s.CompleteEntities(r.PathValue("id"), in.By, in.N)
		return map[string]int{"done": done}, err
	})
	do(mux, "POST /_sim/reviews/{id}/reassign", func(r *http.Request, in struct {
		Reviewers []string `json:"reviewers"`
	}) error {
		return s.Reassign(r.PathValue("id"), in.Reviewers...)
	})
	do(mux, "POST /_sim/reviews/{id}/sign", func(r *http.Request, in struct {
		By string `json:"by"`
	}) error {
		return s.Sign(r.PathValue("id"), in.By)
	})
	do(mux, "POST /_sim/reviews/{id}/phase", func(r *http.Request, in struct {
		Phase string `json:"phase"`
	}) error {
		return s.SetPhase(r.PathValue("id"), in.Phase)
	})
	do(mux, "POST /_sim/entities/{id}/status", func(r *http.Request, in struct {
		Status string `json:"status"`
	}) error {
		return s.SetEntityStatus(r.PathValue("id"), in.Status)
	})
	do(mux, "DELETE /_sim/entities/{id}", func(r *http.Request, _ nothing) error { return s.RemoveEntity(r.PathValue("id")) })
}
