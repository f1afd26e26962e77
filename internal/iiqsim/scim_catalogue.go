package iiqsim

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// The schemas of SailPoint's own resources: docs/iiq-wire.md#entitlements-roles-and-applications
const (
	scimEntitlement = "urn:ietf:params:scim:schemas:sailpoint:1.0:Entitlement"
	scimRole        = "urn:ietf:params:scim:schemas:sailpoint:1.0:Role"
	scimApplication = "urn:ietf:params:scim:schemas:sailpoint:1.0:Application"
)

// id is the id of the entitlement, role or application, the same in each run.
func (c Catalogued) id() string {
	sum := sha256.Sum256([]byte(strings.Join([]string{c.Application, c.Name, c.Value}, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// role and whole say what a row of the catalogue is: a role, or an application as a whole; every other is an entitlement.
func (c Catalogued) role() bool { return c.Application == roleApplication }

func (c Catalogued) whole() bool { return c.Name == "" && c.Value == "" }

// catalogued are the rows that a test lets through, in the order of their ids. Sim's mutex is held.
func (s *Sim) catalogued(passes func(Catalogued) bool) []Catalogued {
	var found []Catalogued
	for _, c := range s.gateway.catalogue {
		if passes(c) {
			found = append(found, c)
		}
	}
	slices.SortFunc(found, func(a, b Catalogued) int { return strings.Compare(a.id(), b.id()) })
	return found
}

// handleEntitlements lists what applications have to give.
func (s *Sim) handleEntitlements(w http.ResponseWriter, r *http.Request) {
	serveSCIMList(s, w, r, entitlementField, func() []Catalogued {
		return s.catalogued(func(c Catalogued) bool { return !c.role() && !c.whole() })
	}, s.scimEntitlement)
}

// handleRoles lists roles.
func (s *Sim) handleRoles(w http.ResponseWriter, r *http.Request) {
	serveSCIMList(s, w, r, roleField, func() []Catalogued { return s.catalogued(Catalogued.role) }, s.scimRole)
}

// handleApplications lists the applications that the catalogue names, also those of which it says nothing by themselves.
func (s *Sim) handleApplications(w http.ResponseWriter, r *http.Request) {
	serveSCIMList(s, w, r, applicationField, func() []Catalogued {
		var found []Catalogued
		for _, c := range s.catalogued(func(c Catalogued) bool { return !c.role() }) {
			one := s.gateway.catalogue[[3]string{c.Application, "", ""}]
			one.Application = c.Application
			if !slices.ContainsFunc(found, func(o Catalogued) bool { return o.Application == c.Application }) {
				found = append(found, one)
			}
		}
		return found
	}, s.scimApplication)
}

func entitlementField(name string) (func(Catalogued) string, bool) {
	read, ok := map[string]func(Catalogued) string{
		"id":                      Catalogued.id,
		"application.displayname": func(c Catalogued) string { return c.Application },
		"attribute":               func(c Catalogued) string { return c.Name },
		"value":                   func(c Catalogued) string { return c.Value },
		"displayablename":         func(c Catalogued) string { return c.Value },
	}[strings.ToLower(name)]
	return read, ok
}

func roleField(name string) (func(Catalogued) string, bool) {
	read, ok := map[string]func(Catalogued) string{
		"id": Catalogued.id, "name": func(c Catalogued) string { return c.Value },
		"displayablename": func(c Catalogued) string { return c.Value },
	}[strings.ToLower(name)]
	return read, ok
}

func applicationField(name string) (func(Catalogued) string, bool) {
	read, ok := map[string]func(Catalogued) string{
		"id": Catalogued.id, "name": func(c Catalogued) string { return c.Application },
	}[strings.ToLower(name)]
	return read, ok
}

// scimEntitlement is an entitlement as the guide shows one. Sim's mutex is held, as in its neighbours.
func (s *Sim) scimEntitlement(c Catalogued, r *http.Request, set SCIMSettings) scimResource {
	out := s.scimCatalogued(c, r, set, scimEntitlement, "Entitlement")
	out["attribute"], out["value"], out["type"], out["displayableName"] = c.Name, c.Value, "Entitlement", c.Value
	out["requestable"], out["aggregated"] = true, false
	application := Catalogued{Application: c.Application}
	out["application"] = set.one(map[string]any{"value": application.id(), "displayName": c.Application,
		"$ref": s.scimAddress(r, "Applications", application.id())})
	return out
}

func (s *Sim) scimRole(c Catalogued, r *http.Request, set SCIMSettings) scimResource {
	out := s.scimCatalogued(c, r, set, scimRole, "Role")
	out["name"], out["displayableName"], out["active"] = c.Value, c.Value, true
	out["type"] = map[string]any{"name": "business", "displayName": "Business", "iiq": false}
	return out
}

func (s *Sim) scimApplication(c Catalogued, r *http.Request, set SCIMSettings) scimResource {
	out := s.scimCatalogued(c, r, set, scimApplication, "Application")
	out["name"], out["type"], out["features"] = c.Application, "Active Directory - Direct", []string{"DIRECT_PERMISSIONS"}
	return out
}

// scimCatalogued is what all three have. What is not known is left out, an owner is an empty object.
func (s *Sim) scimCatalogued(c Catalogued, r *http.Request, set SCIMSettings, schema, kind string) scimResource {
	out := scimResource{"schemas": []string{schema}, "id": c.id(),
		"meta": map[string]any{"resourceType": kind, "location": s.scimAddress(r, kind+"s", c.id())}}
	owner := map[string]any{}
	if who, ok := s.store.identities.get(c.Owner); ok {
		owner = map[string]any{"value": who.ID, "displayName": cmp.Or(who.DisplayName, who.Name), "$ref": s.scimAddress(r, "Users", who.ID)}
	}
	out["owner"] = set.one(owner)
	if c.Description != "" {
		out["descriptions"] = []map[string]any{
			{"locale": "de_DE", "value": "(de) " + c.Description}, {"locale": "en_US", "value": c.Description}}
	}
	var marks []map[string]any
	for _, name := range c.Classifications {
		marks = append(marks, map[string]any{"source": "UI", "effective": false,
			"classification": map[string]any{"name": name, "displayName": name, "origin": "UI"}})
	}
	if marks != nil {
		out["classifications"] = marks
	}
	return out
}

// one is a thing of which there is one, as the guide shows it, or in a list, as the specification has it.
func (c SCIMSettings) one(thing map[string]any) any {
	if c.OneAsList {
		return []map[string]any{thing}
	}
	return thing
}

func (s *Sim) scimAddress(r *http.Request, kind, id string) string {
	return fmt.Sprintf("http://%s%s/scim/v2/%s/%s", r.Host, s.opts.ContextRoot, kind, id)
}
