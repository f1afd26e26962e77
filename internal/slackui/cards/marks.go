package cards

import (
	"regexp"
	"strings"

	"github.com/slack-go/slack"
)

// Marks say what was shown beside the buttons that decide: the approvals.RequestMark of it and the approvals.FactsMark, each ""
// where it is unknown. They stand in the id of the buttons' block, so that a press carries those of the picture that the person
// had before them. By the time that the press arrives, the message may show something else, and our tables with it.
//
// Proof is the ConfirmProof of the same, "" where the rules demand no confirmation.
type Marks struct{ Request, Facts, Proof string }

// markForm matches both marks.
var markForm = regexp.MustCompile(`^[0-9A-Za-z_-]{22}$`)

// deciding adds a block with buttons of which some decide what the marks are of. Where one of the marks is unknown, its id has
// none.
func (l *blockList) deciding(name string, m Marks, buttons ...slack.BlockElement) {
	id := l.id(name)
	if m.Request != "" && m.Facts != "" {
		id += "." + m.Request + "." + m.Facts
		if m.Proof != "" {
			id += "." + m.Proof
		}
	}
	l.blocks = append(l.blocks, slack.NewActionBlock(id, buttons...))
}

// ParseMarks reads the marks in the id of the block that a press came from. The zero Marks: it carries none, as one of version
// 0.1.0.
func ParseMarks(blockID string) Marks {
	parts := strings.Split(blockID, ".")
	if len(parts) != 3 && len(parts) != 4 {
		return Marks{}
	}
	for _, mark := range parts[1:] {
		if !markForm.MatchString(mark) {
			return Marks{}
		}
	}
	m := Marks{Request: parts[1], Facts: parts[2]}
	if len(parts) == 4 {
		m.Proof = parts[3]
	}
	return m
}
