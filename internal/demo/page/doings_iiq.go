package page

import (
	"fmt"
	"net/http"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// onItem is what somebody does with a work item or a review in IdentityIQ's own pages.
type onItem struct {
	ID   string `json:"id"`
	What string `json:"what"`
	// By is who does it, or to whom it goes.
	By      string `json:"by"`
	Comment string `json:"comment"`
}

// iiqDoings is what people do in IdentityIQ.
func (p *Page) iiqDoings(mux *http.ServeMux) {
	doing(mux, "make", func(_ *http.Request, in makeWanted) (any, error) { return p.make(in) })
	doing(mux, "item", func(_ *http.Request, in onItem) (any, error) { return nil, p.onItem(in) })
	doing(mux, "review", func(_ *http.Request, in onItem) (any, error) { return nil, p.onReview(in) })
}

// onItem does as IdentityIQ's pages would; the events of the simulator tell of it.
func (p *Page) onItem(in onItem) error {
	by, err := p.actor(in)
	if err != nil {
		return err
	}
	switch in.What {
	case "approve":
		return p.IIQ.Approve(in.ID, by, in.Comment)
	case "deny":
		return p.IIQ.Deny(in.ID, by, either(in.Comment, "Not needed for this job."))
	case "forward":
		return p.IIQ.Forward(in.ID, in.By)
	case "expire":
		return p.IIQ.Expire(in.ID)
	case "cancel":
		return p.IIQ.Cancel(in.ID)
	case "reopen":
		return p.IIQ.Reopen(in.ID)
	}
	return fmt.Errorf("IdentityIQ cannot %q a work item", in.What)
}

// actor is who decides in IdentityIQ's pages: the owner, or the first member of the workgroup that owns the item.
func (p *Page) actor(in onItem) (string, error) {
	if in.What == "reopen" {
		return "", nil
	}
	w, err := p.IIQ.WorkItem(in.ID)
	if err != nil {
		return "", fmt.Errorf("find the work item: %w", err)
	}
	owner, err := p.IIQ.Identity(w.OwnerID)
	if err != nil {
		return "", fmt.Errorf("find the owner: %w", err)
	}
	if owner.Workgroup && len(owner.Members) > 0 {
		return owner.Members[0], nil
	}
	return owner.ID, nil
}

func (p *Page) onReview(in onItem) error {
	c, _, err := p.IIQ.Review(in.ID)
	if err != nil {
		return fmt.Errorf("find the access review: %w", err)
	}
	by := p.Approver
	if len(c.Certifiers) > 0 {
		by = c.Certifiers[0]
	}
	switch in.What {
	case "some":
		_, err = p.IIQ.CompleteEntities(in.ID, by, 5)
	case "sign":
		if _, err = p.IIQ.CompleteEntities(in.ID, by, 1<<20); err == nil {
			err = p.IIQ.Sign(in.ID, by)
		}
	case "remove":
		err = p.IIQ.RemoveReview(in.ID)
	default:
		err = fmt.Errorf("IdentityIQ cannot %q an access review", in.What)
	}
	return err
}

// owners are, once worked out, always the same.
func (p *Page) owners() []choice {
	p.ownersOnce.Do(func() { p.ownersKnown = p.findOwners() })
	return p.ownersKnown
}

// findOwners gives the people and groups to whom work items can go: the personas that IdentityIQ knows, and the workgroup.
func (p *Page) findOwners() []choice {
	var out []choice
	for _, one := range p.Personas {
		for _, u := range p.Slack.Users() {
			if u.ID != one.SlackID {
				continue
			}
			if i, ok := p.identityOf(u.Email); ok {
				out = append(out, choice{ID: i.Name, Name: i.Shown()})
			}
		}
	}
	if g, err := p.IIQ.Identity(p.Workgroup); err == nil {
		out = append(out, choice{ID: g.Name, Name: g.Shown() + " (workgroup)"})
	}
	return out
}

func (p *Page) identityOf(email string) (iiqsim.Identity, bool) {
	for _, i := range p.IIQ.Identities() {
		if i.Email == email {
			return i, true
		}
	}
	return iiqsim.Identity{}, false
}
