package iiqsim_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/iiq-approvals/bot/internal/iiqsim"
)

// A simulated IdentityIQ answers as the plugin does: a token first, then objects.
func ExampleNew() {
	sim := iiqsim.New(iiqsim.Options{Seed: 1})
	defer sim.Close()
	server := httptest.NewServer(sim.Handler())
	defer server.Close()
	sam, err := sim.AddIdentity(iiqsim.Identity{Name: "Sam.Okoye", Email: "sam@example.com"})
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := sim.AddWorkItem(iiqsim.ItemSpec{Template: iiqsim.TemplateRole, Owner: sam.ID}); err != nil {
		fmt.Println(err)
		return
	}
	root := server.URL + iiqsim.DefaultContextRoot
	ask, err := http.NewRequest(http.MethodPost, root+"/oauth2/token?grant_type=client_credentials", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	ask.SetBasicAuth(iiqsim.DefaultClientID, iiqsim.DefaultClientSecret)
	ask.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := http.DefaultClient.Do(ask)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer answer.Body.Close()
	var token struct {
		Type string `json:"token_type"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&token); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(answer.StatusCode, token.Type, "open:", len(sim.OpenItems()))
	// Output:
	// 200 bearer open: 1
}
