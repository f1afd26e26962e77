package audit

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
)

// Grant is one line of an approved request: who was given what, and by whom.
type Grant struct {
	// Application is "IIQ" for roles. Name is the attribute, Value the raw value and Thing what people call it.
	Application, Thing, Name, Value string
	// Operation is IIQ's own word; a Remove takes access away.
	Operation string
	// Target, Requester and Decider are names of people.
	Target, Requester, Decider string
	Number                     string
	DecisionID                 string
	At                         time.Time
}

// Grants reads every line that was approved in Slack and recorded by IIQ, ordered by application, thing and time, one
// at a time. The latest booking of a decision counts, and lines that somebody else had decided before are left out.
// application selects one application, without regard to case; "" is all. Decisions that were made in IIQ
// itself are not in the log. Entities of access reviews are left out, since people who keep their access are given
// nothing.
func Grants(ctx context.Context, from Beginner, f Filter, application string, visit func(Grant) error) (err error) {
	where, args := f.where()
	args = append(args, application)
	n := strconv.Itoa(len(args))
	return snapshot(ctx, from, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT coalesce(l ->> 'application', ''), coalesce(nullif(l ->> 'display_value', ''), l ->> 'value', ''),
				coalesce(l ->> 'name', ''),
				coalesce(l ->> 'value', ''), coalesce(l ->> 'operation', ''),
				coalesce(payload #>> '{item,target,display}', payload #>> '{item,target,name}', ''),
					coalesce(payload #>> '{item,requester,name}', ''),
				coalesce(payload #>> '{who,display_name}', payload #>> '{who,identity_name}', ''),
					coalesce(payload #>> '{item,number}', ''),
				coalesce(payload ->> 'decision_id', ''), at
			FROM audit_log CROSS JOIN LATERAL json_array_elements(payload #> '{item,lines}') AS l
			WHERE `+where+` AND (kind = 'decision.recorded' OR kind = 'decision.corrected' AND payload #>> '{corrects,booked}' = 'recorded')
				AND (payload ->> 'verdict' = 'approve' OR payload ->> 'verdict' = 'mixed' AND l ->> 'verdict' = 'approve')
				AND payload #> '{item,review}' IS NULL AND l ->> 'decided' IS NULL
				AND NOT EXISTS (SELECT FROM audit_log AS later WHERE later.kind = 'decision.corrected'
					AND later.payload ->> 'decision_id' = audit_log.payload ->> 'decision_id' AND later.seq > audit_log.seq)
				AND ($`+n+`::text = '' OR lower(l ->> 'application') = lower($`+n+`))
			ORDER BY 1, 2, at, seq`, args...)
		if err != nil {
			return fmt.Errorf("read approved lines: %w", err)
		}
		var g Grant
		_, err = pgx.ForEachRow(rows, []any{&g.Application, &g.Thing, &g.Name, &g.Value, &g.Operation, &g.Target, &g.Requester, &g.Decider,
			&g.Number, &g.DecisionID, &g.At}, func() error { return visit(g) })
		if err != nil {
			return fmt.Errorf("read approved lines: %w", err)
		}
		return nil
	})
}

// Report writes the grants as CSV and returns their number.
func Report(ctx context.Context, from Beginner, f Filter, application string, to io.Writer) (lines int64, err error) {
	out := csv.NewWriter(to)
	_ = out.Write([]string{"application", "what", "operation", "for", "approved_by", "at", "requested_by", "number", "attribute", "value",
		"decision_id"})
	err = Grants(ctx, from, f, application, func(g Grant) error {
		lines++
		cells := []string{g.Application, g.Thing, g.Operation, g.Target, g.Decider, when(g.At), g.Requester, g.Number, g.Name, g.Value,
			g.DecisionID}
		for i, c := range cells {
			cells[i] = harmless(c)
		}
		return out.Write(cells)
	})
	if err == nil {
		out.Flush()
		err = out.Error()
	}
	if err != nil {
		return lines, fmt.Errorf("report from audit log: %w", err)
	}
	return lines, nil
}
