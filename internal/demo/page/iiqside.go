package page

import (
	"strings"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// itemPiece is a work item as IdentityIQ's side shows it.
type itemPiece struct {
	iiqsim.WorkItem
	Number, Owner, Requester, Due string
	Workgroup                     bool
	// Forwards are those to whom it can be forwarded.
	Forwards []choice
}

// iiqPiece is all of IdentityIQ's side.
type iiqPiece struct {
	Items   []itemPiece
	Reviews []review
	Waiting int
}

func (p *Page) iiqHTML() (string, error) {
	owners := p.owners()
	var out iiqPiece
	for _, w := range p.items.all() {
		if w.Type == iiqsim.TypeCertification {
			continue
		}
		if w.Open() {
			out.Waiting++
		}
		out.Items = append(out.Items, p.itemPiece(w, owners))
	}
	out.Reviews = p.items.allReviews()
	return render("iiq", out)
}

func (p *Page) itemPiece(w iiqsim.WorkItem, owners []choice) itemPiece {
	one := itemPiece{WorkItem: w, Number: strings.TrimLeft(w.Name, "0"), Due: dueOf(w.Expiration)}
	if owner, err := p.IIQ.Identity(w.OwnerID); err == nil {
		one.Owner, one.Workgroup = owner.Shown(), owner.Workgroup
		for _, o := range owners {
			if o.ID != owner.Name {
				one.Forwards = append(one.Forwards, o)
			}
		}
	}
	one.Requester = w.RequesterName
	if who, err := p.IIQ.Identity(w.RequesterID); err == nil {
		one.Requester = who.Shown()
	}
	return one
}

// Justification is what the requester wrote.
func (i itemPiece) Justification() string {
	for _, l := range i.Lines {
		if l.Justification != "" {
			return l.Justification
		}
	}
	return ""
}
