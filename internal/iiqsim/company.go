package iiqsim

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// DefaultCompanySize is how many people Company makes by default.
const DefaultCompanySize = 300

// DefaultDomain is the domain of the company's e-mail addresses.
const DefaultDomain = "example.com"

// Population is a company: people with departments and managers, and workgroups. The same seed and size give the same.
type Population struct {
	People     []Identity
	Workgroups []Identity

	managers []int
}

// departments, the first one with the people that examples name.
func departments() []string {
	return []string{
		"Finance", "Engineering", "Sales", "Human Resources", "IT Operations", "Customer Support", "Procurement", "Legal",
		"Marketing", "Logistics",
	}
}

// Company makes a company of n people (300 for 0) in DefaultDomain. Its first four people are always the same: Nora
// Lindqvist at the top, Sam Okoye who leads Finance, and Dana Reyes and Lee Quinn who work for Sam.
func Company(seed uint64, n int) *Population { return CompanyAt(seed, n, DefaultDomain) }

// CompanyAt is Company with another e-mail domain.
func CompanyAt(seed uint64, n int, domain string) *Population {
	if n <= 0 {
		n = DefaultCompanySize
	}
	b := &companyBuilder{spell: newSpeller(), rng: rand.New(rand.NewPCG(seed, 0xc0de)), domain: domain, taken: map[string]int{}}
	b.people(max(n, 4))
	b.workgroups()
	return &b.out
}

type companyBuilder struct {
	rng    *rand.Rand
	domain string
	taken  map[string]int
	out    Population
	pool   []culture
	spell  speller
}

func (b *companyBuilder) people(n int) {
	b.pool = cultures()
	b.person("Nora", "Lindqvist", "Management", "")
	b.person("Sam", "Okoye", "Finance", b.out.People[0].ID)
	b.person("Dana", "Reyes", "Finance", b.out.People[1].ID)
	b.person("Lee", "Quinn", "Finance", b.out.People[1].ID)
	heads := map[string]string{"Finance": b.out.People[1].ID}
	leads := map[string][]string{}
	for i := 4; i < n; i++ {
		department := departments()[i%len(departments())]
		manager := heads[department]
		switch {
		case manager == "":
			manager = b.out.People[0].ID
		case len(leads[department]) > 0 && b.rng.IntN(10) > 0:
			manager = leads[department][b.rng.IntN(len(leads[department]))]
		}
		id := b.anybody(department, manager)
		if heads[department] == "" {
			heads[department] = id
		} else if b.rng.IntN(8) == 0 && manager == heads[department] || len(leads[department]) == 0 {
			leads[department] = append(leads[department], id)
		}
	}
	b.noteManagers()
}

func (b *companyBuilder) anybody(department, manager string) string {
	from := b.pool[b.rng.IntN(len(b.pool))]
	return b.person(from.given[b.rng.IntN(len(from.given))], from.family[b.rng.IntN(len(from.family))], department, manager)
}

// person adds somebody; a second one of the same name gets a number, as logins do.
func (b *companyBuilder) person(given, family, department, manager string) string {
	name := b.spell.plain(given) + "." + b.spell.plain(family)
	if b.taken[name]++; b.taken[name] > 1 {
		name = fmt.Sprintf("%s%d", name, b.taken[name])
	}
	i := Identity{
		ID: randomID(b.rng), Name: name, Email: strings.ToLower(name) + "@" + b.domain, FirstName: given, LastName: family,
		DisplayName: given + " " + family, Department: department, ManagerID: manager,
	}
	b.out.People = append(b.out.People, i)
	return i.ID
}

func (b *companyBuilder) noteManagers() {
	index := map[string]int{}
	for n, i := range b.out.People {
		index[i.ID] = n
	}
	b.out.managers = make([]int, len(b.out.People))
	for n, i := range b.out.People {
		b.out.managers[n] = -1
		if m, ok := index[i.ManagerID]; ok {
			b.out.managers[n] = m
		}
	}
}

// workgroups makes the groups that own applications, one of them nested in another.
func (b *companyBuilder) workgroups() {
	for _, g := range []struct{ name, shown, department string }{
		{"SAP-Owners", "SAP Application Owners", "Finance"},
		{"IT-Access-Desk", "IT Access Desk", "IT Operations"},
		{"GitHub-Admins", "GitHub Administrators", "Engineering"},
		{"CRM-Owners", "CRM Owners", "Sales"},
		{"HR-Data-Stewards", "HR Data Stewards", "Human Resources"},
	} {
		members := b.some(g.department, 3+b.rng.IntN(3))
		b.out.Workgroups = append(b.out.Workgroups, b.workgroup(g.name, g.shown, members))
	}
	security := append(b.some("IT Operations", 2), b.out.Workgroups[2].ID)
	b.out.Workgroups = append(b.out.Workgroups, b.workgroup("Security-Board", "Security Board", security))
}

func (b *companyBuilder) workgroup(name, shown string, members []string) Identity {
	return Identity{
		ID: randomID(b.rng), Name: name, DisplayName: shown, Email: strings.ToLower(name) + "@" + b.domain, Workgroup: true,
		Members: members,
	}
}

// some picks up to n different people of a department.
func (b *companyBuilder) some(department string, n int) []string {
	var all []string
	for _, i := range b.out.People {
		if i.Department == department {
			all = append(all, i.ID)
		}
	}
	b.rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:min(n, len(all))]
}

// Load adds a population to the simulator. It stops at the first name or id that is taken, with what came before it added.
func (s *Sim) Load(p *Population) error {
	for _, list := range [][]Identity{p.People, p.Workgroups} {
		if err := s.loadIdentities(list); err != nil {
			return fmt.Errorf("load population: %w", err)
		}
	}
	return nil
}

// loadIdentities adds many identities at once and sorts once.
func (s *Sim) loadIdentities(list []Identity) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.store.identities.beginBulk()
	defer s.store.identities.endBulk()
	for _, i := range list {
		if _, err := s.addIdentity(i); err != nil {
			return err
		}
	}
	return nil
}

// Populate adds n plain people (person.000001 and so on, e-mail at DefaultDomain), fast, for load.
func (s *Sim) Populate(n int) error {
	list := make([]Identity, n)
	for k := range list {
		name := fmt.Sprintf("person.%06d", k+1)
		list[k] = Identity{
			Name: name, Email: name + "@" + DefaultDomain, DisplayName: fmt.Sprintf("Person %06d", k+1), FirstName: "Person",
			LastName: fmt.Sprintf("%06d", k+1), Department: departments()[k%len(departments())],
		}
	}
	if err := s.loadIdentities(list); err != nil {
		return fmt.Errorf("populate: %w", err)
	}
	return nil
}
