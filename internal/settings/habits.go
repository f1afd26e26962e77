package settings

type habitsEnv struct {
	Habits string `env:"HABITS,default=off"`
}

// Habits says what may be shown of how people decide.
type Habits string

// The habits of nobody, of groups, and of each person as well.
const (
	HabitsOff      Habits = "off"
	HabitsOfGroups Habits = "groups"
	HabitsOfPeople Habits = "people"
)

func (e habitsEnv) parse(r *checker) Habits {
	return Habits(r.choice("HABITS", e.Habits, string(HabitsOff), string(HabitsOfGroups), string(HabitsOfPeople)))
}
