package jobs

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/iiq-approvals/bot/internal/store"
	"github.com/iiq-approvals/bot/internal/tracing"
)

// metadataKey is where a job's metadata hold its trace context, for jobs that have no row to keep it.
const metadataKey = "cause"

// jobCause is the value under that key.
type jobCause struct {
	Traceparent string `json:"traceparent"`
	Linked      bool   `json:"linked,omitempty"`
}

// Origins stores the trace context of each inserted job that has no row to keep it.
type Origins struct{ river.MiddlewareDefaults }

// InsertMany implements rivertype.JobInsertMiddleware.
func (*Origins) InsertMany(ctx context.Context, many []*rivertype.JobInsertParams,
	insert func(context.Context) ([]*rivertype.JobInsertResult, error)) ([]*rivertype.JobInsertResult, error) {
	for i, p := range many {
		if hasRow(p.Kind) {
			continue
		}
		// Jobs have no id yet; their arguments tell them apart.
		c, ok := tracing.CauseFor(ctx, fmt.Sprint(p.Kind, i, string(p.EncodedArgs)))
		if !ok || c.Traceparent == "" {
			continue
		}
		metadata, err := withCause(p.Metadata, jobCause(c))
		if err != nil {
			return nil, err
		}
		p.Metadata = metadata
	}
	return insert(ctx)
}

func withCause(metadata []byte, c jobCause) ([]byte, error) {
	all := map[string]json.RawMessage{}
	if len(metadata) > 0 {
		if err := json.Unmarshal(metadata, &all); err != nil {
			return nil, fmt.Errorf("read metadata of job: %w", err)
		}
	}
	own, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("write cause of job: %w", err)
	}
	all[metadataKey] = own
	return json.Marshal(all)
}

// Traced makes each job a span of the trace that caused it. A job without a cause is not traced.
type Traced struct {
	river.MiddlewareDefaults
	Store  *store.Store
	Tracer *tracing.Tracer
}

// Work implements rivertype.WorkerMiddleware.
func (t *Traced) Work(ctx context.Context, job *rivertype.JobRow, work func(context.Context) error) error {
	var about struct {
		DecisionID  uuid.UUID `json:"decision_id"`
		CardID      uuid.UUID `json:"card_id"`
		BulkID      uuid.UUID `json:"bulk_id"`
		WorkItemID  string    `json:"work_item_id"`
		IdentityID  string    `json:"identity_id"`
		SlackUserID string    `json:"slack_user_id"`
		Attempt     int       `json:"attempt"`
	}
	if err := json.Unmarshal(job.EncodedArgs, &about); err != nil {
		return work(ctx)
	}
	row := about.DecisionID
	if row == uuid.Nil {
		row = about.CardID
	}
	if row == uuid.Nil {
		row = about.BulkID
	}
	cause, ok := t.cause(ctx, job, row)
	if !ok {
		return work(ctx)
	}
	ctx, span := t.Tracer.Continue(ctx, job.Kind, cause)
	defer span.End()
	span.Set(tracing.JobKind, job.Kind)
	span.Set(tracing.Queue, job.Queue)
	span.SetInt(tracing.Attempt, max(about.Attempt, job.Attempt))
	for key, id := range map[tracing.Key]uuid.UUID{tracing.DecisionID: about.DecisionID, tracing.CardID: about.CardID} {
		if id != uuid.Nil {
			span.Set(key, id.String())
		}
	}
	span.Set(tracing.WorkItemID, about.WorkItemID)
	span.Set(tracing.IdentityID, about.IdentityID)
	span.Set(tracing.SlackUserID, about.SlackUserID)
	err := work(ctx)
	span.Fail(err)
	return err
}

// cause finds the trace context of a job. A database that does not answer also fails the job, which reports the error.
func (t *Traced) cause(ctx context.Context, job *rivertype.JobRow, row uuid.UUID) (tracing.Cause, bool) {
	if !hasRow(job.Kind) {
		var told struct {
			Cause jobCause `json:"cause"`
		}
		err := json.Unmarshal(job.Metadata, &told)
		return tracing.Cause(told.Cause), err == nil && told.Cause.Traceparent != ""
	}
	c, uses, ok, err := t.Store.TraceLinkOf(ctx, row)
	return tracing.Cause(c).Used(uses), ok && err == nil
}
