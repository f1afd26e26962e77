package tracing

import (
	"context"
	"errors"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// Key is the name of an attribute of a span. Only these keys exist, so that nothing is recorded by accident.
type Key string

// The keys; the first ones are those of the log.
const (
	WorkItemID  Key = "work_item_id"
	CardID      Key = "card_id"
	DecisionID  Key = "decision_id"
	IdentityID  Key = "identity_id"
	SlackUserID Key = "slack_user_id"
	EnvelopeID  Key = "envelope_id"
	JobKind     Key = "job_kind"
	// Round is the name of a scheduled round, Action that of a control in Slack.
	Round  Key = "round"
	Action Key = "action"
	Queue  Key = "queue"
	// Attempt counts from 1.
	Attempt Key = "attempt"
	// Outcome is a word of ours for how something ended, the same as in the metrics.
	Outcome Key = "outcome"
	Verdict Key = "verdict"
	// Phase is the phase of a card.
	Phase Key = "phase"
	// Status is an HTTP status, 0 where none came.
	Status Key = "http.response.status_code"
	// Items and People count.
	Items  Key = "items"
	People Key = "people"
)

const (
	// errorKind has a kind, never a message.
	errorKind = "error.type"
	// leftOut counts the spans beyond the bound of a root or a job.
	leftOut = "spans_left_out"
	// longestValue bounds a value, in characters.
	longestValue = 120
)

// Span is a span that may be missing: the zero Span accepts everything and records nothing.
type Span struct {
	span trace.Span
	// own is set for the root of an allowance.
	own *allowance
}

// Set records a word or an id.
func (s Span) Set(k Key, value string) {
	if s.span != nil && value != "" {
		s.span.SetAttributes(attribute.String(string(k), value))
	}
}

// SetInt records a number.
func (s Span) SetInt(k Key, n int) {
	if s.span != nil {
		s.span.SetAttributes(attribute.Int(string(k), n))
	}
}

// Fail marks an error by its kind; nil marks nothing.
func (s Span) Fail(err error) {
	if s.span == nil || err == nil {
		return
	}
	s.span.SetStatus(codes.Error, "")
	s.span.SetAttributes(attribute.String(errorKind, kindOf(err)))
}

// End ends the span. Nothing can be recorded on it afterwards.
func (s Span) End() {
	if s.span == nil {
		return
	}
	if n := s.own.exceeded(); n > 0 {
		s.span.SetAttributes(attribute.Int(leftOut, n))
	}
	s.span.End()
}

// kindOf describes an error by a word that cannot hold anybody's text.
func kindOf(err error) string {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return "timeout"
	case errors.Is(err, context.Canceled):
		return "canceled"
	}
	return "error"
}
