package main

import (
	"log/slog"

	"github.com/iiq-approvals/bot/internal/doctor"
)

// What a value of an earlier version is told by, in the log at the start and by doctor.
const (
	retiredEntity     = "REVIEW_DECISIONS=entity is read as off: access reviews are decided in IdentityIQ"
	retiredEntityCure = "set REVIEW_DECISIONS to off, or leave it out; docs/settings.md tells why"
)

// reviewDecisions reads REVIEW_DECISIONS; retired tells that it has the value of version 0.1.0, which is read as off.
func reviewDecisions(s string) (retired, ok bool) { return s == "entity", s == "off" || s == "entity" }

// warn says once, at the start, which settings are not what they were.
func (r RulesConfig) warn(logger *slog.Logger) {
	if r.RetiredEntity {
		logger.Warn(retiredEntity, "cure", retiredEntityCure)
	}
}

// retired is the same for doctor.
func (r RulesConfig) retired() []doctor.Finding {
	if !r.RetiredEntity {
		return nil
	}
	return []doctor.Finding{{Result: doctor.Warn, Check: "settings", Detail: retiredEntity, Cure: retiredEntityCure}}
}
