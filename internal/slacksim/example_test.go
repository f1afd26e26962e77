package slacksim_test

import (
	"fmt"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/slacksim"
)

// A simulated Slack takes any client's calls, and shows what a person would see.
func ExampleNew() {
	sim := slacksim.New(slacksim.Options{Seed: 1})
	defer sim.Close()
	url, stop, err := sim.Start("127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer stop()
	sam, err := sim.AddUser(slacksim.User{Name: "sam", RealName: "Sam Okoye", Email: "sam@example.com"})
	if err != nil {
		fmt.Println(err)
		return
	}
	api := slack.New("xoxb-sim", slack.OptionAPIURL(url))
	if _, _, err := api.PostMessage(sam.ID, slack.MsgOptionText("Something waits for you.", false)); err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range sim.Inbox(sam.ID) {
		fmt.Println(sim.VisibleText(m))
	}
	// Output:
	// Something waits for you.
}
