package tx

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/iiq-approvals/bot/internal/db"
)

// Trip is statements that go to Postgres together and are answered together, so that they cost one wait for the network. Postgres
// runs them one after the other, each on what is committed when its turn comes: what is read after a lock is as it is once the
// lock is held. After one that fails it runs none. The zero Trip is empty. A Trip is sent once.
type Trip struct {
	asked []question
	err   error
}

// question is one statement of a trip.
type question struct {
	sql  string
	args []any
	take func(answers pgx.BatchResults) error
}

// errNotYet is what a statement gives that is only noted down.
var errNotYet = errors.New("the statement was not sent yet")

// Ask adds the one statement that call runs. call runs twice: now, to note its statement down, which then fails, and again when the
// answer is there. So it may change nothing where the statement fails, and has to give that error back.
func (t *Trip) Ask(call func(q *db.Queries) error) {
	n := &note{}
	if err := call(db.New(n)); n.times != 1 || !errors.Is(err, errNotYet) {
		t.err = errors.Join(t.err, fmt.Errorf("a question of a trip is %d statements, or loses their error: %q", n.times, n.sql))
	}
	t.add(n.sql, n.args, func(answers pgx.BatchResults) error { return call(db.New(answered{answers})) })
}

// Empty reports whether a trip has no statements.
func (t *Trip) Empty() bool { return len(t.asked) == 0 && t.err == nil }

func (t *Trip) add(sql string, args []any, take func(answers pgx.BatchResults) error) {
	t.asked = append(t.asked, question{sql, args, take})
}

// exec adds a statement of whose answer nothing is needed.
func (t *Trip) exec(sql string, args []any) {
	t.add(sql, args, func(answers pgx.BatchResults) error {
		_, err := answers.Exec()
		return err
	})
}

// sender is a connection, or a pool of them.
type sender interface {
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// send sends the statements behind those that the batch has already, of which first takes the answers.
func (t *Trip) send(ctx context.Context, to sender, batch *pgx.Batch, first func(pgx.BatchResults) error) error {
	if t.err != nil {
		return t.err
	}
	for _, q := range t.asked {
		batch.Queue(q.sql, q.args...)
	}
	answers := to.SendBatch(ctx, batch)
	err := first(answers)
	for _, q := range t.asked {
		if err != nil {
			break
		}
		err = q.take(answers)
	}
	if closed := answers.Close(); err == nil {
		err = closed
	}
	return err
}

// Look asks all of a trip outside a transaction. Nothing in it may write.
func (b *Base) Look(ctx context.Context, t *Trip) error { return b.Alone(ctx, t) }

// Alone sends a trip that is a transaction by itself: where a statement fails, none of them counts. One that found nothing has not
// failed, and those behind it count. An error of the network leaves open whether they do.
func (b *Base) Alone(ctx context.Context, t *Trip) error {
	return t.send(ctx, b.Pool, &pgx.Batch{}, func(pgx.BatchResults) error { return nil })
}

// note notes a statement down in the place of sending it.
type note struct {
	sql   string
	args  []any
	times int
}

func (n *note) down(sql string, args []any) {
	n.sql, n.args = sql, args
	n.times++
}

// Exec notes.
func (n *note) Exec(_ context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	n.down(sql, args)
	return pgconn.CommandTag{}, errNotYet
}

// Query notes.
func (n *note) Query(_ context.Context, sql string, args ...any) (pgx.Rows, error) {
	n.down(sql, args)
	return nil, errNotYet
}

// QueryRow notes.
func (n *note) QueryRow(_ context.Context, sql string, args ...any) pgx.Row {
	n.down(sql, args)
	return failed{errNotYet}
}

// failed is the row of a statement that gave none.
type failed struct{ err error }

// Scan fails.
func (f failed) Scan(...any) error { return f.err }

// answered gives a statement that was sent the next of the answers.
type answered struct{ answers pgx.BatchResults }

// Exec takes an answer.
func (a answered) Exec(context.Context, string, ...any) (pgconn.CommandTag, error) {
	return a.answers.Exec()
}

// Query takes an answer.
func (a answered) Query(context.Context, string, ...any) (pgx.Rows, error) { return a.answers.Query() }

// QueryRow takes an answer.
func (a answered) QueryRow(context.Context, string, ...any) pgx.Row { return a.answers.QueryRow() }
