// Package tracing tells by OpenTelemetry what came of a click or of a scheduled round, in one trace, up to the last card.
//
// A trace begins in two places alone, with Tracer.Root: at an envelope from Slack, and at a scheduled round. What is done
// at once becomes a child by Start, which finds the span of the moment in the context. What is left to a job is caused by
// a span: CauseFor gives what a row or a job keeps of it, and Tracer.Continue goes on from that in whatever process works
// the job. Without a span in the context, Start and CauseFor do nothing and cost nothing, so nobody asks whether traces
// are on; a nil Tracer begins none.
//
// A trace stays readable whatever happens: a root or a job has at most mostSpans spans below it, and at most mostCaused rows
// go on in its trace. Further ones, and those that have been worked mostUses times, get traces of their own with a link.
//
// Spans carry ids, counts, outcomes and statuses, by the keys of the log (type Key), and never what people wrote, names of
// people or entitlements, addresses, or secrets; errors are told by their kind alone. Nothing is sent along to Slack or
// IdentityIQ.
//
// There is no global of OpenTelemetry in use, and no variable of the environment counts but those in cmd/bot's settings.
package tracing
