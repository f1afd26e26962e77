package books

import (
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

// Person is somebody of the company, on both sides.
type Person struct {
	ID, Name, Display, SlackID string
}

// Replica is a process of the bot's, as far as the books ask about it.
type Replica interface {
	Name() string
	// LogPath is the file that takes all lives of the replica.
	LogPath() string
	// Troubles are its ends that nobody asked for.
	Troubles() []string
}

// Accountant balances the books of one day.
type Accountant struct {
	// Seed and Dir stand in the ledger: what decided the day, and where the logs of the replicas are.
	Seed uint64
	Dir  string
	// Binary is the bot that exports the decision log of the database at DatabaseURL.
	Binary, DatabaseURL string
	Pool                *pgxpool.Pool
	IIQ                 *iiqsim.Sim
	// Gateway decided in the simulator's place; nil where nothing did.
	Gateway Gateway
	// Keyless: the bot sent its decisions without keys.
	Keyless  bool
	Slack    *slacksim.Sim
	People   []Person
	Replicas []Replica
	Book     *Book
	Journal  *Journal
	Answers  *Answers
	// Unsayable are the secrets and the words of people that no log may hold.
	Unsayable []string
	// WriteWindow is how long after the last sign of an approver's authority their write may still arrive.
	WriteWindow time.Duration
	// Keep is for how long a decision is kept that IdentityIQ does not take.
	Keep time.Duration
}

// nameOf is the name of somebody by the id of their identity, "" for a stranger.
func (a *Accountant) nameOf(id string) string {
	at := slices.IndexFunc(a.People, func(p Person) bool { return p.ID == id })
	if at < 0 {
		return ""
	}
	return a.People[at].Name
}

// MembersOf gives the people behind an owner: the owner alone, or everybody in the group at any depth.
func MembersOf(iiq *iiqsim.Sim, owner string) []string {
	seen, people, todo := map[string]bool{}, []string{}, []string{owner}
	for len(todo) > 0 {
		id := todo[0]
		todo = todo[1:]
		if seen[id] {
			continue
		}
		seen[id] = true
		i, err := iiq.Identity(id)
		switch {
		case err != nil:
		case i.Workgroup:
			todo = append(todo, i.Members...)
		default:
			people = append(people, id)
		}
	}
	slices.Sort(people)
	return people
}

// Decidable reports whether a message has a button that begins with Approve.
func Decidable(m slacksim.Message) bool {
	for _, b := range slacksim.Buttons(m) {
		if strings.HasPrefix(b.Text, "Approve") && b.Type == "button" {
			return true
		}
	}
	return false
}
