package dbtest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// handed is a database with two roles of its own. After its test it serves another as one without roles does, with another
// name, other names of its roles and its first rows. It is dropped when anything but rows was changed, or its roles were.
type handed struct {
	database
	owner, bot, password string
	// people is what peopleQuery gave when the test began; "" before.
	people string
}

// peopleQuery tells when somebody may have changed two roles, who is in them, what is set for them, or the database that is
// theirs.
const peopleQuery = `SELECT concat_ws(' ',
	(SELECT string_agg(r.oid || ' ' || r.xmin, ',' ORDER BY r.oid) FROM pg_authid AS r WHERE r.rolname IN ($1, $2)),
	(SELECT string_agg(concat_ws(' ', m.roleid, m.member, m.xmin), ',' ORDER BY m.roleid, m.member) FROM pg_auth_members AS m
		WHERE EXISTS (SELECT FROM pg_authid AS r WHERE r.rolname IN ($1, $2) AND r.oid IN (m.roleid, m.member))),
	(SELECT string_agg(concat_ws(' ', s.setrole, s.setdatabase, s.xmin), ',' ORDER BY s.setrole, s.setdatabase)
		FROM pg_db_role_setting AS s JOIN pg_authid AS r ON r.oid = s.setrole AND r.rolname IN ($1, $2)),
	(SELECT oid || ' ' || xmin FROM pg_database WHERE datname = $3))`

// rolesShelf is where the baseline of the databases with roles is.
const rolesShelf = "with roles"

// roles are the addresses of the database for a test.
func (h *handed) roles(t testing.TB, s *testServer) Roles {
	t.Helper()
	r := Roles{t: t, OwnerRole: h.owner, BotRole: h.bot}
	// The longer names come first.
	r.names = strings.NewReplacer("approvals_owner", h.owner, "approvals_bot", h.bot, "approvals", h.name)
	admin, err := withDatabase(s.url, h.name)
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	r.Admin, r.Owner, r.Bot = admin, withUser(t, admin, h.owner, h.password), withUser(t, admin, h.bot, h.password)
	return r
}

// call names the database and its roles.
func (h *handed) call(name string) { h.name, h.owner, h.bot = name, name+"_owner", name+"_bot" }

// after keeps the database for another test, or drops it where the server outlives the process: nobody would drop its roles
// there.
func (h *handed) after(t testing.TB, s *testServer) {
	t.Helper()
	if s.private {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.handed = append(s.handed, h)
		return
	}
	if err := h.drop(s); err != nil {
		t.Errorf("dbtest: %v", err)
	}
}

// note looks what the database is like before its first test.
func (h *handed) note(ctx context.Context, s *testServer) error {
	from := s.shelf(rolesShelf)
	if err := s.learn(ctx, from, &h.database); err != nil {
		return err
	}
	err := s.inside(ctx, &h.database, func(conn *pgx.Conn) error {
		return conn.QueryRow(ctx, catalogueQuery).Scan(&h.catalogue)
	})
	h.chill()
	if err != nil {
		return fmt.Errorf("read catalogue: %w", err)
	}
	h.people, err = h.readPeople(ctx, s)
	return err
}

func (h *handed) readPeople(ctx context.Context, s *testServer) (people string, err error) {
	if err := s.orders.QueryRow(ctx, peopleQuery, h.owner, h.bot, h.name).Scan(&people); err != nil {
		return "", fmt.Errorf("read roles: %w", err)
	}
	return people, nil
}

// handedAgain gives a database of an earlier test that is as it was, or none.
func (s *testServer) handedAgain(ctx context.Context) (*handed, error) {
	for {
		s.mu.Lock()
		last := len(s.handed) - 1
		if last < 0 {
			s.mu.Unlock()
			return nil, nil
		}
		h := s.handed[last]
		s.handed = s.handed[:last]
		s.mu.Unlock()
		err := h.again(ctx, s)
		if err == nil {
			return h, nil
		}
		if !errors.Is(err, errNotAsBefore) {
			return nil, fmt.Errorf("set database with roles back: %w", err)
		}
		if err := h.drop(s); err != nil {
			return nil, err
		}
	}
}

// again gives the database and its roles names that no test had before and sets the rows back, or fails with errNotAsBefore.
func (h *handed) again(ctx context.Context, s *testServer) error {
	people, err := h.readPeople(ctx, s)
	if err != nil {
		return err
	}
	if h.people == "" || people != h.people {
		return errNotAsBefore
	}
	was, owner, bot := h.name, h.owner, h.bot
	name := s.newName()
	if err := s.rename(ctx, was, name); err != nil {
		return err
	}
	h.call(name)
	for from, to := range map[string]string{owner: h.owner, bot: h.bot} {
		if _, err := s.orders.Exec(ctx, "ALTER ROLE "+quote(from)+" RENAME TO "+quote(to)); err != nil {
			return fmt.Errorf("rename role: %w", err)
		}
	}
	before := h.catalogue
	err = s.inside(ctx, &h.database, func(conn *pgx.Conn) error {
		var now string
		if err := conn.QueryRow(ctx, catalogueQuery).Scan(&now); err != nil {
			return fmt.Errorf("read catalogue: %w", err)
		}
		// Nothing else is compared: each of these databases has its own roles in its catalogue.
		if now != before {
			return errNotAsBefore
		}
		return s.shelf(rolesShelf).first.restore(ctx, conn, &h.database)
	})
	h.chill()
	if err != nil {
		return err
	}
	h.people, err = h.readPeople(ctx, s)
	return err
}

func (h *handed) drop(s *testServer) error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	err := s.drop(ctx, h.name)
	for _, role := range []string{h.bot, h.owner} {
		if _, roleErr := s.orders.Exec(ctx, "DROP ROLE IF EXISTS "+quote(role)); roleErr != nil {
			err = errors.Join(err, fmt.Errorf("drop role: %w", roleErr))
		}
	}
	return err
}
