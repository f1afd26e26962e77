package stubrun

import (
	"context"
	"net/http"
	"net/url"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// control makes a control call of the host.
func (g *Gateway) control(ctx context.Context, method, path string, in any) error {
	_, err := g.host.Control(ctx, method, path, in)
	return err
}

// inPages does something in the host and then in the simulator, while nobody decides. What the host refuses is not done; what the
// simulator refuses then is a trouble, since both have to stay alike.
func (g *Gateway) inPages(method, path string, in any, do func() error) error {
	g.pages.Lock()
	defer g.pages.Unlock()
	if err := g.control(context.Background(), method, path, in); err != nil {
		return err
	}
	err := do()
	if err != nil {
		g.trouble("the host did %s %s, and the simulator does not: %v", method, path, err)
	}
	return err
}

// AddWorkItem makes an item in both, with the same ids.
func (g *Gateway) AddWorkItem(spec iiqsim.ItemSpec) (iiqsim.WorkItem, error) {
	g.pages.Lock()
	defer g.pages.Unlock()
	w, err := g.sim.AddWorkItem(spec)
	if err != nil {
		return w, err
	}
	err = g.control(context.Background(), http.MethodPost, "/_sim/items", iiqsim.ItemSpec{
		Owner: w.OwnerID, Requester: w.RequesterID, Target: w.TargetID, Item: w, NoRequest: w.IdentityRequest == "",
	})
	if err != nil {
		g.trouble("the simulator has item %s, and the host does not: %v", w.ID, err)
	}
	return w, err
}

func (g *Gateway) complete(id, by, state, comment string, do func() error) error {
	return g.inPages(http.MethodPost, "/_sim/items/"+id+"/complete", iiqsim.Completion{By: by, State: state, Comment: comment}, do)
}

// Approve is somebody's approval in the web pages.
func (g *Gateway) Approve(id, by, comment string) error {
	return g.complete(id, by, iiqsim.StateFinished, comment, func() error { return g.sim.Approve(id, by, comment) })
}

// Deny is somebody's denial in the web pages.
func (g *Gateway) Deny(id, by, comment string) error {
	return g.complete(id, by, iiqsim.StateRejected, comment, func() error { return g.sim.Deny(id, by, comment) })
}

// onItem does to an item what needs no more than its id.
func (g *Gateway) onItem(id, what string, do func(string) error) error {
	return g.inPages(http.MethodPost, "/_sim/items/"+id+"/"+what, struct{}{}, func() error { return do(id) })
}

// Expire ends an item whose time is over.
func (g *Gateway) Expire(id string) error { return g.onItem(id, "expire", g.sim.Expire) }

// Cancel ends an item whose request was withdrawn.
func (g *Gateway) Cancel(id string) error { return g.onItem(id, "cancel", g.sim.Cancel) }

// Return ends an item that was sent back.
func (g *Gateway) Return(id string) error { return g.onItem(id, "return", g.sim.Return) }

// DeleteWithoutTrace deletes an item, of which nothing is told then.
func (g *Gateway) DeleteWithoutTrace(id string) error {
	return g.onItem(id, "delete", g.sim.DeleteWithoutTrace)
}

// Reopen brings an item back.
func (g *Gateway) Reopen(id string) error { return g.onItem(id, "reopen", g.sim.Reopen) }

// Forward gives an item to somebody else.
func (g *Gateway) Forward(id, newOwner string) error {
	return g.inPages(http.MethodPost, "/_sim/items/"+id+"/forward", map[string]string{"to": newOwner},
		func() error { return g.sim.Forward(id, newOwner) })
}

// AddMember puts somebody into a workgroup.
func (g *Gateway) AddMember(group, member string) error {
	return g.inPages(http.MethodPut, memberPath(group, member), struct{}{}, func() error { return g.sim.AddMember(group, member) })
}

// RemoveMember takes somebody out of a workgroup.
func (g *Gateway) RemoveMember(group, member string) error {
	return g.inPages(http.MethodDelete, memberPath(group, member), struct{}{},
		func() error { return g.sim.RemoveMember(group, member) })
}

func memberPath(group, member string) string {
	return "/_sim/identities/" + url.PathEscape(group) + "/members/" + url.PathEscape(member)
}

// SetInactive deactivates somebody, or brings them back.
func (g *Gateway) SetInactive(who string, inactive bool) error {
	return g.inPages(http.MethodPatch, "/_sim/identities/"+url.PathEscape(who), map[string]bool{"inactive": inactive},
		func() error { return g.sim.SetInactive(who, inactive) })
}
