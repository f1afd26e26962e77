package doctor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/iiq"
)

// source is an IdentityIQ that answers.
type source struct {
	client *iiq.Client
	wire   *wire
	// newest is a work item, with an empty id where there is none.
	newest approvals.WorkItem
	// workgroup is the id of a workgroup, "" where none was seen.
	workgroup string
}

// identityIQ checks IIQ in the order in which the checks depend on each other; nil when IIQ cannot be asked at all.
func (p *patient) identityIQ(ctx context.Context, db *database) *source {
	d := &source{wire: newWire(p.Clock)}
	var err error
	d.client, err = p.IIQ.Client(&http.Client{Transport: d.wire})
	if err != nil {
		p.fail("iiq: settings", "see docs/settings.md", "%s", lastWords(err))
		return nil
	}
	if !p.iiqAddress(ctx, d) || !p.iiqToken(ctx, d) {
		return nil
	}
	if p.IIQ.Trial != nil {
		p.iiqTrial(ctx, d, *p.IIQ.Trial)
	}
	p.iiqItems(ctx, d)
	p.iiqOthers(ctx, d)
	if p.IIQ.Trial == nil {
		p.gatewayOfBot(ctx, d, db)
		p.look("iiq: "+p.IIQ.ActionMethod+" WorkItem", "deciding cannot be tried without deciding something: the OAuth client's user needs the plugin's right to act for others")
	}
	p.compareClock("iiq: clock", "IdentityIQ's", d.wire.date, d.wire.asked, p.Clock(), time.Second)
	p.iiqStamps(ctx, d)
	if p.IIQ.Source == iiq.SourceSCIM {
		p.scim(ctx, d)
	} else {
		p.iiqIdentities(ctx, d)
	}
	if p.IIQ.Catalogue {
		p.scimCatalogue(ctx, d)
	}
	p.iiqChanges(ctx, d)
	p.iiqMembers(ctx, d, db)
	p.iiqFilter(ctx, d)
	return d
}

// iiqAddress asks without a token. Any answer but "not found" shows that something is there.
func (p *patient) iiqAddress(ctx context.Context, d *source) bool {
	within, cancel := context.WithTimeout(ctx, p.IIQ.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(within, http.MethodGet, p.IIQ.URL+"/rest/ping", http.NoBody)
	var resp *http.Response
	if err == nil {
		resp, err = d.wire.RoundTrip(req)
	}
	if err != nil {
		if wrong, cure, is := tlsTrouble(err, "IIQ_URL", false); is {
			p.fail("iiq: certificate", cure, "%s", wrong)
			return false
		}
		p.fail("iiq: address", "check IIQ_URL, the firewall, and the proxy (HTTPS_PROXY, NO_PROXY)", "%s cannot be reached: %s", p.IIQ.URL, lastWords(err))
		return false
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10))
	_ = resp.Body.Close()
	if resp.StatusCode == http.StatusNotFound || resp.StatusCode/100 == 3 {
		p.fail("iiq: address", "check the path in IIQ_URL: the context root is often /identityiq", "%s answers with status %d", p.IIQ.URL, resp.StatusCode)
		return false
	}
	p.ok("iiq: address", "%s answers", p.IIQ.URL)
	p.iiqCertificate(d)
	return true
}

// soon is how long before a certificate's end a warning comes.
const soon = 30 * 24 * time.Hour

func (p *patient) iiqCertificate(d *source) {
	const check = "iiq: certificate"
	if d.wire.certificate != nil {
		ends := d.wire.certificate.NotAfter
		if left := ends.Sub(p.Clock()); left < soon {
			p.warn(check, "renew it", "it ends in %d days, on %s", int(left.Hours()/24), ends.UTC().Format(time.DateOnly))
			return
		}
		p.ok(check, "trusted, until %s", ends.UTC().Format(time.DateOnly))
		return
	}
	u, err := url.Parse(p.IIQ.URL)
	if err == nil && onLoopback(u.Hostname()) {
		p.warn(check, "use https for anything but a trial", "no TLS, on this machine itself")
		return
	}
	p.fail(check, "use https in IIQ_URL", "no TLS: the token and every decision can be read and changed on the way")
}

func onLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// iiqToken asks for a token and for a sign of life with it.
func (p *patient) iiqToken(ctx context.Context, d *source) bool {
	err := d.client.Ping(ctx)
	if status := d.wire.status("/oauth2/token"); status != http.StatusOK {
		cure := "correct IIQ_CLIENT_ID and IIQ_CLIENT_SECRET: IdentityIQ, Global Settings, API Authentication, OAuth Client Management"
		if status == http.StatusNotFound || status/100 == 3 {
			cure = "check the path in IIQ_URL, and that API authentication by OAuth is there (IdentityIQ 7.1 and newer)"
		}
		p.fail("iiq: token", cure, "no token, status %d", status)
		return false
	}
	p.ok("iiq: token", "given for %s", p.IIQ.ClientID)
	if err != nil {
		p.iiqTrouble("iiq: ping", err)
		return errors.Is(err, approvals.ErrIIQUnauthorised)
	}
	p.ok("iiq: ping", "it lives")
	return true
}

// iiqTrouble says what a failed call means and what to do about it.
func (p *patient) iiqTrouble(check string, err error) {
	var refused *iiq.RefusedError
	said := "it fails: " + lastWords(err)
	cure := "see IdentityIQ's own log"
	switch {
	case errors.Is(err, approvals.ErrIIQUnauthorised):
		cure, said = "give the OAuth client's user the right (capability) for this call in IdentityIQ", "not allowed: "+err.Error()
	case errors.Is(err, approvals.ErrIIQBusy):
		cure = "try again later; lower IIQ_MAX_CONCURRENCY if it stays so"
	case errors.Is(err, approvals.ErrIIQAway):
		cure = "check the network, and IIQ_TIMEOUT"
	case errors.As(err, &refused):
		said = fmt.Sprintf("refused, status %d: %s", refused.Status, refused.Reason)
	case errors.Is(err, approvals.ErrIIQBroken):
		cure, said = "check IIQ_PLUGIN_PATH and that the plugin is installed and enabled; see that no login page or proxy answers instead", err.Error()
	}
	if own := approvals.IIQTroubleOf(err).Sentence; own != "" && refused == nil {
		said += "; it says: " + own
	}
	p.fail(check, cure, "%s", said)
}

// iiqItems lists one work item, and reads it by its id and its identity request.
func (p *patient) iiqItems(ctx context.Context, d *source) {
	page, err := d.client.WorkItems(ctx, iiq.WorkItemQuery{Limit: newestRead, OrderBy: "-created"})
	if err != nil {
		p.iiqTrouble("iiq: WorkItem list", err)
		return
	}
	if len(page.Rejected) > 0 {
		p.warn("iiq: WorkItem list", "see what is special about them in IdentityIQ; items like these get no card",
			"of the %d newest items %d cannot be read: %s", page.Count(), len(page.Rejected), named(page.Rejected))
	} else {
		p.ok("iiq: WorkItem list", "allowed")
	}
	p.iiqDates(page.Items)
	if len(page.Items) == 0 {
		p.look("iiq: WorkItem by id", "there is no work item to read: run this again when there is one")
		return
	}
	d.newest = page.Items[0]
	if _, err := d.client.WorkItem(ctx, d.newest.ID); err != nil {
		p.iiqTrouble("iiq: WorkItem by id", err)
		return
	}
	p.ok("iiq: WorkItem by id", "allowed")
}

const (
	// newestRead is how many of the newest work items are read, mostNamed how many of them are named.
	newestRead = 50
	mostNamed  = 5
)

// named names items that cannot be read, with the reason of each.
func named(rejected []iiq.RejectedItem) string {
	var names []string
	for _, r := range rejected[:min(len(rejected), mostNamed)] {
		names = append(names, strings.TrimSpace(r.ID+" number "+cmp.Or(r.Number, "unknown"))+" ("+r.Why+")")
	}
	return strings.Join(names, ", ")
}

// iiqDates names items with dates that cannot be read.
func (p *patient) iiqDates(items []approvals.WorkItem) {
	var names []string
	n := 0
	for _, w := range items {
		if len(w.UnreadDates) == 0 {
			continue
		}
		if n++; n <= mostNamed {
			names = append(names, fmt.Sprintf("number %s (%s)", w.Number, strings.Trim(fmt.Sprint(w.UnreadDates), "[]")))
		}
	}
	if n > 0 {
		p.warn("iiq: dates", "see what writes these dates in IdentityIQ; the items are shown without them",
			"of the %d newest items %d have dates that cannot be read: %s", len(items), n, strings.Join(names, ", "))
	}
}

// iiqOthers asks for one identity request and one entity of an access review.
func (p *patient) iiqOthers(ctx context.Context, d *source) {
	name := d.newest.RequestName
	if name == "" {
		name = "0000000000"
	}
	if _, err := d.client.IdentityRequest(ctx, name); err != nil && !errors.Is(err, approvals.ErrNotListed) {
		p.iiqTrouble("iiq: IdentityRequest", err)
	} else {
		p.ok("iiq: IdentityRequest", "allowed")
	}
	if _, err := d.client.ReviewEntities(ctx, time.Time{}, "", 1); err != nil {
		p.iiqTrouble("iiq: CertificationEntity", err)
	} else {
		p.ok("iiq: CertificationEntity", "allowed")
	}
}
