// Package owners says who may decide an item: it turns the owner of an item, a person or a workgroup with its members, into the
// item's approvers, and follows the members when they change.
//
//	owner ──▶ Known{people, workgroups, members} ──▶ ApproverChange ──▶ cards for who came, the reason for who left
package owners
