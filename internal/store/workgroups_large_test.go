package store_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/db/dbtest"
	"github.com/iiq-approvals/bot/internal/patience"
	"github.com/iiq-approvals/bot/internal/store/owners"
)

// statements counts what is asked of Postgres.
type statements struct{ n atomic.Int64 }

func (s *statements) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	s.n.Add(1)
	return ctx
}

func (s *statements) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// counted is an environment whose statements are counted.
func counted(t *testing.T) (*env, *statements) {
	t.Helper()
	config, err := pgxpool.ParseConfig(dbtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	counter := &statements{}
	config.ConnConfig.Tracer = counter
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return newEnvOn(t, pool, nil), counter
}

// A workgroup costs the same number of statements whatever its size: when it becomes known, and when half of it leaves.
func TestAWorkgroupCostsTheSameStatementsWhateverItsSize(t *testing.T) {
	t.Parallel()
	cost := func(size int) (comes, leaves int64) {
		o, counter := counted(t)
		o.see(request("i1", "group"))
		all := make([]string, size)
		for n := range all {
			all[n] = fmt.Sprintf("m%05d", n)
		}
		o.must(o.EnsureRounds(t.Context(), []string{"workgroups"}))
		leases, _, err := o.ClaimRounds(t.Context(), []string{"workgroups"}, time.Hour)
		o.must(err)
		lease := leases[0]
		save := func(members []string) int64 {
			at, err := o.Now(t.Context())
			o.must(err)
			before := counter.n.Load()
			o.must(o.SaveWorkgroup(t.Context(), lease, owners.Expansion{ID: "group", Name: "G", Members: members, ReadAt: at,
				Witnessed: true}))
			return counter.n.Load() - before
		}
		comes = save(all)
		if got, want := o.one(`SELECT count(*)::text FROM work_item_approvers WHERE active AND work_item_id = 'i1' AND identity_id LIKE 'm%'`),
			fmt.Sprint(size); got != want {
			t.Fatalf("%s of %s are approvers", got, want)
		}
		o.exec(`UPDATE cards SET state = 'posted', shown = want, channel_id = 'D1', message_ts = '1.1'`)
		// The second answer that lacks them proves that they are gone; an hour lies between the two, since they are many.
		save(all[:size/2])
		o.exec(`UPDATE absences SET since = since - interval '2 hours', witnessed_at = witnessed_at - interval '2 hours'`)
		leaves = save(all[:size/2])
		if got, want := o.one(`SELECT count(*)::text FROM work_item_approvers WHERE active AND identity_id LIKE 'm%'`),
			fmt.Sprint(size/2); got != want {
			t.Fatalf("%s approvers are left, want %s", got, want)
		}
		if got, want := o.one(`SELECT count(*)::text FROM cards WHERE withdrawn = 'left'`), fmt.Sprint(size-size/2); got < want {
			t.Errorf("%s cards say that they are no longer their reader's, want %s", got, want)
		}
		o.must(o.RenewLease(t.Context(), lease, time.Minute))
		return comes, leaves
	}
	few, fewLeave := cost(4)
	crowd := patience.Few(1_100, 20_000)
	many, manyLeave := cost(crowd)
	if few != many || fewLeave != manyLeave {
		t.Errorf("%d members cost %d statements to come and half of them cost %d to leave, want %d and %d as for four and two",
			crowd, many, manyLeave, few, fewLeave)
	}
}
