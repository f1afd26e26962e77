package store_test

import "testing"

// However many cards there were in a week, all that is old goes at once.
func TestAllOldCausesAreForgotten(t *testing.T) {
	t.Parallel()
	o := newEnv(t, nil)
	o.exec(`INSERT INTO trace_contexts (row_id, traceparent, noted_at)
		SELECT gen_random_uuid(), '', now() - CASE WHEN n = 1 THEN interval '6 days' ELSE interval '8 days' END FROM generate_series(1, 20002) AS n`)
	o.must(o.SweepTraceLinks(t.Context()))
	if n := o.one(`SELECT count(*)::text FROM trace_contexts`); n != "1" {
		t.Errorf("%s are left, want the one of this week", n)
	}
}
