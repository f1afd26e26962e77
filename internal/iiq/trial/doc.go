// Package trial speaks to the gateway's workflow in the place of its plugin: it launches the workflow by SCIM, and gives what
// that answers as if the plugin had. The client above it does not know.
//
//	GET {root}/trial-workflow/object/WorkItem?limit=50
//	   └──▶ POST {root}/scim/v2/LaunchedWorkflows   op=list, limit=50
//	          └──▶ its output `result`: {"status":200,"type":"application/xml","headers":{…},"body":"…"}
//
// It is for a trial: what may launch one workflow may launch all. See docs/trial.md.
package trial
