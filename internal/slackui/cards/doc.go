// Package cards draws everything that people see in Slack: cards, lists, forms, the Home tab, notes and answers. It is pure:
// from views and pages of approvals to Block Kit, with the words of the package words in the reader's language.
//
// A painter holds the language; its methods draw the parts, and each noun has a painter of its own (painter.go). Nothing that
// others wrote becomes markup: what comes from IIQ or from people is cleaned, cut to Slack's limits and set in bidirectional
// isolates. The values of buttons and the metadata of forms are written and read here as well (refs.go, meta.go), since what
// is posted today is clicked in a month.
package cards
