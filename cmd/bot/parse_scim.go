package main

const scimUserExpected = "the name of an account, without : and control characters, or nothing where SCIM is asked with the OAuth client"

// parseSCIM checks SCIM's own account. Both or none: half an account would fail at the first call only.
func (e iiqEnv) parseSCIM(r *reader, c *IIQConfig) {
	if e.SCIMUsername == "" && e.SCIMPassword == "" {
		return
	}
	if e.SCIMUsername == "" {
		r.missing("SCIM_USERNAME", scimUserExpected+"; SCIM_PASSWORD is set")
	} else {
		c.SCIMUser = r.account("SCIM_USERNAME", e.SCIMUsername, scimUserExpected)
	}
	c.SCIMPassword = r.secret("SCIM_PASSWORD", e.SCIMPassword, "the password of SCIM_USERNAME, without control characters", printable)
}
