package campaign

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/iiq-approvals/bot/internal/campaign/books"
)

// putBackPlays leave out of a short day what IdentityIQ is asked about a minute later, and a bot that cannot be told of a restore.
func (w *world) putBackPlays(ctx context.Context) []play {
	if exec.CommandContext(ctx, w.opts.Binary, "restored", "--help").Run() != nil {
		return nil
	}
	return []play{{"the database is put back", w.ifFaultsAreLong(1), restores{w}.putBack}}
}

// The names that the databases have: the bot's, the copy that waits, and what the copy has replaced.
const (
	botDatabase  = "bot"
	copyDatabase = "bot_copy"
	lostDatabase = "bot_lost"
)

// restores put the database of a world back.
type restores struct{ *world }

// putBack replaces the database by a copy of some time ago, as a restore does, or a failover to a standby that was behind: while all
// replicas run, while one does, or while none does and somebody says so to the bot before the first.
func (w restores) putBack(ctx context.Context, rng *rand.Rand) {
	whileAlone(&w.restoring, func() {
		before, err := w.copyNow(ctx)
		if err != nil {
			w.journal.Note("trouble", "", "%v", err)
			return
		}
		w.journal.Note("restore", "", "the database is copied")
		pause(ctx, between(rng, min(2*time.Second, w.opts.LongestFault), w.opts.LongestFault))
		running := rng.IntN(len(w.replicas) + 1)
		if ctx.Err() != nil {
			// The day is over.
			return
		}
		if sent, lost := w.putBackTo(ctx, before, running); lost {
			w.noteLate(ctx, sent)
		}
	})
}

// putBackTo puts the copy in the place of the database, while so many replicas run. It gives the messages that had been sent by then, and
// reports whether the database was put back.
func (w restores) putBackTo(ctx context.Context, before copied, running int) (sent map[books.Message]string, done bool) {
	w.database.Lock()
	defer w.database.Unlock()
	for _, r := range w.replicas[running:] {
		r.halt()
	}
	lost, sent, err := w.swap(context.WithoutCancel(ctx), before)
	if err != nil {
		w.journal.Note("trouble", "", "%v", err)
	} else {
		w.book.Restored(lost)
		ago := lost.Until.Sub(lost.From).Round(time.Second)
		w.journal.Note("restore", "", "the database is as it was %s ago; %d replicas ran", ago, running)
	}
	if running == 0 {
		w.sayRestored(ctx)
	}
	for _, r := range w.replicas[running:] {
		r.release()
		w.revive(r)
	}
	return sent, err == nil
}

// landsWithin is how long after a restore Slack may still take what was on its way to it.
const landsWithin = 5 * time.Second

// noteLate takes messages for orphans that were on their way when the database was put back: their sending is lost as well.
func (w restores) noteLate(ctx context.Context, sent map[books.Message]string) {
	pause(ctx, landsWithin)
	items, err := w.itemsOfCards(context.WithoutCancel(ctx), botDatabase)
	if err != nil {
		w.journal.Note("trouble", "", "%v", err)
	}
	late := map[books.Message]string{}
	for message, card := range w.messages() {
		if _, before := sent[message]; !before {
			late[message] = items[card]
		}
	}
	w.book.OrphanedLate(late)
}

// sayWithin bounds how long an administrator tries to tell the bot of a restore, before any replica runs.
const sayWithin = 2 * time.Minute

// sayRestored does what an administrator does who puts a backup back while no replica runs: they begin no replica until the command
// has worked.
func (w restores) sayRestored(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sayWithin)
	defer cancel()
	for ctx.Err() == nil {
		said, err := books.RunBot(ctx, w.opts.Binary, w.settings["DATABASE_URL"], "restored")
		if err == nil {
			w.journal.Note("restored", "", "%s", said)
			return
		}
		w.journal.Note("trouble", "", "%v", err)
		w.say("the bot was not told of a restore, which is tried again: %v", err)
		pause(ctx, time.Second)
	}
}

// copied is what was true when the database was copied.
type copied struct {
	at       time.Time
	messages map[books.Message]string
}

// copyNow copies the database while nobody is in it.
func (w restores) copyNow(ctx context.Context) (c copied, err error) {
	if !w.database.TryLock() {
		return c, errors.New("copy the database: another play has it")
	}
	defer w.database.Unlock()
	ctx = context.WithoutCancel(ctx)
	err = w.asOwner(ctx, func(conn *pgx.Conn) error {
		err := run(ctx, conn, "DROP DATABASE IF EXISTS "+copyDatabase+" WITH (FORCE)",
			"ALTER DATABASE "+botDatabase+" ALLOW_CONNECTIONS false", cutSessions, "CREATE DATABASE "+copyDatabase+" TEMPLATE "+botDatabase)
		c.at, c.messages = time.Now(), w.messages()
		return errors.Join(err, run(ctx, conn, "ALTER DATABASE "+botDatabase+" ALLOW_CONNECTIONS true"))
	})
	return c, err
}

// swap puts the copy in the place of the database, and tells what is lost by that, and which messages had been sent.
func (w restores) swap(ctx context.Context, before copied) (lost books.Restore, sent map[books.Message]string, err error) {
	err = w.asOwner(ctx, func(conn *pgx.Conn) error {
		if err := run(ctx, conn, "ALTER DATABASE "+botDatabase+" ALLOW_CONNECTIONS false", cutSessions); err != nil {
			return errors.Join(err, run(ctx, conn, "ALTER DATABASE "+botDatabase+" ALLOW_CONNECTIONS true"))
		}
		lost = books.Restore{From: before.at, Until: time.Now(), Orphans: map[books.Message]string{}}
		sent = w.messages()
		if err := run(ctx, conn, "ALTER DATABASE "+botDatabase+" RENAME TO "+lostDatabase,
			"ALTER DATABASE "+copyDatabase+" RENAME TO "+botDatabase,
			"ALTER DATABASE "+lostDatabase+" ALLOW_CONNECTIONS true"); err != nil {
			return err
		}
		items, err := w.itemsOfCards(ctx, lostDatabase)
		for message, card := range sent {
			if _, before := before.messages[message]; !before {
				lost.Orphans[message] = items[card]
			}
		}
		return errors.Join(err, run(ctx, conn, "DROP DATABASE "+lostDatabase+" WITH (FORCE)"))
	})
	return lost, sent, err
}

func run(ctx context.Context, conn *pgx.Conn, statements ...string) error {
	for _, sql := range statements {
		if err := patiently(ctx, func() error { _, err := conn.Exec(ctx, sql); return err }); err != nil {
			return fmt.Errorf("%s: %w", sql, err)
		}
	}
	return nil
}

// patiently tries again while a session that was ended is still there.
func patiently(ctx context.Context, do func() error) (err error) {
	for range 5 {
		if err = do(); err == nil {
			return nil
		}
		pause(ctx, 200*time.Millisecond)
	}
	return err
}

// messages are all that show a card now, with the card.
func (w restores) messages() map[books.Message]string {
	all := map[books.Message]string{}
	for _, p := range w.people {
		for _, m := range w.slack.Inbox(p.SlackID) {
			if card := books.CardOf(m.Metadata); card != "" {
				all[books.Message{Channel: m.Channel, TS: m.TS}] = card
			}
		}
	}
	return all
}

// itemsOfCards are the items that the cards of a database are about.
func (w restores) itemsOfCards(ctx context.Context, database string) (map[string]string, error) {
	conn, err := pgx.Connect(ctx, w.postgres.URL(database))
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	rows, err := conn.Query(ctx, "SELECT id::text, work_item_id FROM cards")
	if err != nil {
		return nil, fmt.Errorf("read cards: %w", err)
	}
	type card struct{ ID, Item string }
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[card])
	items := map[string]string{}
	for _, c := range all {
		items[c.ID] = c.Item
	}
	return items, err
}
