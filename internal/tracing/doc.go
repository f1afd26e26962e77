// Package tracing shows with OpenTelemetry, in one trace, everything that follows from a click or a scheduled round,
// up to the last card.
//
// A trace begins in two places alone, with Tracer.Root: at an envelope from Slack, and at a scheduled round. Work that
// is done at once becomes a child by Start, which finds the present span in the context. Work for a job continues from
// a stored cause: CauseFor gives what a row or a job stores, and Tracer.Continue continues from that in whatever
// process works the job. Without a span in the context, Start and CauseFor do nothing and cost nothing, so callers
// need not ask whether traces are on. A nil Tracer begins no trace.
//
// A trace always stays readable. A root or a job has at most mostSpans spans below it, and at most mostCaused rows
// continue its trace. Further rows, and those that mostUses jobs have continued, get traces of their own with a link.
//
// Spans carry ids, counts, outcomes and statuses, under the keys of the log (type Key). They never carry what people
// wrote, names of people or entitlements, addresses, or secrets; of an error they carry the kind alone. No header of a
// trace goes to Slack or IdentityIQ.
//
// OpenTelemetry's global state is not used, and of its environment variables only those in cmd/bot's settings count.
package tracing
