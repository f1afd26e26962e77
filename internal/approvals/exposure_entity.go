package approvals

import (
	"bytes"
	"slices"
)

// exposedEntity is what of an entity of an access review may go to Slack. An entity has no lines, only texts in columns: each
// that a rule would hide where it stood in a line is hidden here, whatever its column.
func (d *Desk) exposedEntity(e EntityTold) EntityTold {
	e.Name, e.Identity = d.exposedName(e.Name), d.exposedName(e.Identity)
	e.Facts = slices.Clone(e.Facts)
	for n, f := range e.Facts {
		if f.State == FactTold && d.rules.rules.Hides(f.Column, f.Value) {
			e.Facts[n].Value = HiddenSign
		}
	}
	return e
}

// hidesOf reports whether anything of the entity is kept from Slack.
func (d *Desk) hidesOf(e EntityTold) bool {
	return !bytes.Equal(mustJSON(e), mustJSON(d.exposedEntity(e)))
}

// exposedName is by what people know an entity, which may be a role or an entitlement itself.
func (d *Desk) exposedName(name string) string {
	if d.rules.rules.Hides("", name) {
		return HiddenSign
	}
	return name
}

// AskedMark is the mark of all that IIQ told of the entity, hidden or not.
func (v EntityView) AskedMark() string {
	if v.Mark == "" {
		return EntityMark(v.Told)
	}
	return v.Mark
}
