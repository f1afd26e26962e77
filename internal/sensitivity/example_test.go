package sensitivity_test

import (
	"fmt"

	"github.com/iiq-approvals/bot/internal/sensitivity"
)

// Rules say how much of an item Slack may show, and what a decision needs.
func ExampleParse() {
	rules, mistakes := sensitivity.Parse([]byte(`
rules:
  - name: ledgers
    match: {application: "SAP*", entitlement: "*ledger*"}
    show: masked
    demand: [comment]
`))
	fmt.Println("mistakes:", len(mistakes))
	v := rules.Judge(sensitivity.Item{Type: "Approval",
		Lines: []sensitivity.Line{{Application: "SAP ERP", Values: []string{"Ledger Reader"}}}})
	fmt.Println("show:", v.Show, "demand:", v.Demands.Words())
	// Output:
	// mistakes: 0
	// show: masked demand: [comment]
}
