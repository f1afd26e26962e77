package iiqsim

import (
	"fmt"
	"slices"
	"strings"
)

// SCIMSettings are the open shapes of the SCIM resources: docs/iiq-wire.md#scim. Empty means the standard's best case.
type SCIMSettings struct {
	// PageCap silently cuts a larger `count` (1000).
	PageCap int `json:"page_cap,omitempty"`
	// Forbidden: the account lacks the capability SCIMExecutor, and every call but ServiceProviderConfig is 403.
	Forbidden bool `json:"forbidden,omitempty"`
	// NoBasic: Basic authentication is switched off.
	NoBasic bool `json:"no_basic,omitempty"`
	// NoActive leaves the attribute `active` out of every user.
	NoActive bool `json:"no_active,omitempty"`
	// RefusedFilters are attributes that cannot be filtered or sorted by, such as emails.value or meta.lastModified: 400.
	RefusedFilters []string `json:"refused_filters,omitempty"`
	// RefusedParameters are query parameters that make a call a 400: attributes, sortBy.
	RefusedParameters []string `json:"refused_parameters,omitempty"`
	// NoTotal leaves totalResults out.
	NoTotal bool `json:"no_total,omitempty"`
	// NoOr refuses filters with `or`: 400.
	NoOr bool `json:"no_or,omitempty"`
	// OneAsList gives an owner, and an entitlement's application, in a list of one.
	OneAsList bool `json:"one_as_list,omitempty"`
	// GroupsByID answers for a workgroup by its id as if it were a user; lists never have one.
	GroupsByID bool `json:"groups_by_id,omitempty"`
}

func (c SCIMSettings) check() error {
	if c.PageCap < 1 {
		return fmt.Errorf("set scim.page_cap: %d: it takes 1 and more", c.PageCap)
	}
	for _, p := range c.RefusedParameters {
		if p != "attributes" && p != "sortBy" {
			return fmt.Errorf("set scim.refused_parameters: %q is not attributes or sortBy", p)
		}
	}
	return nil
}

// named is whether a list has a SCIM name; RFC 7644 ignores case.
func named(list []string, name string) bool {
	return slices.ContainsFunc(list, func(one string) bool { return strings.EqualFold(one, name) })
}
