package iiq

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/iiq-approvals/bot/internal/iiq/wire"
)

var pathPart = regexp.MustCompile(`^[0-9A-Za-z._~-]+$`)

// maxLink bounds a link that people click, in bytes, since a button's url takes 3000 characters:
// docs/slack-facts.md#block-kit
const maxLink = 3000

// WorkItemURL is the page of a work item for people; "" where the id cannot be one. The form of the address is a
// setting: docs/iiq-wire.md#links
func (c *Client) WorkItemURL(id string) string { return link(c.cfg.LinkWorkItem, c.cfg.PublicURL, id) }

// RequestURL is the page of an identity request, by its name; "" where the name cannot be one.
func (c *Client) RequestURL(name string) string {
	return link(c.cfg.LinkRequest, c.cfg.PublicURL, name)
}

// ReviewURL is the page of an access review, by the id of its certification; "" where the id cannot be one.
func (c *Client) ReviewURL(id string) string { return link(c.cfg.LinkReview, c.cfg.PublicURL, id) }

// link is a template with a value in it; "" where the value cannot be one.
func link(template, root, value string) string {
	if value == "" || value != wire.OneLine(value) {
		return ""
	}
	if out := fill(template, root, value); len(out) <= maxLink {
		return out
	}
	return ""
}

// fill inserts the value, with every character escaped that has a meaning in a URL.
func fill(template, root, value string) string {
	escaped := strings.ReplaceAll(url.QueryEscape(value), "+", "%20")
	return strings.NewReplacer("{root}", root, "{id}", escaped, "{name}", escaped).Replace(template)
}

func isLink(template, root, place string) bool {
	out, err := url.Parse(fill(template, root, "0"))
	return err == nil && (out.Scheme == "http" || out.Scheme == "https") && out.Host != "" && out.User == nil &&
		strings.Contains(template, place)
}
