package wiretest

import (
	"fmt"
	"strings"
)

// Ids as IdentityIQ makes them.
const (
	ItemID  = "7f00000197a1b2c3d4e5f60718293a4b"
	OwnerID = "7f0000019000111122223333444455aa"
)

// ID is a valid id with this number.
func ID(n int) string { return fmt.Sprintf("7f000001%024x", n) }

// Head is what stands before the first element of an answer.
const Head = `<?xml version='1.0' encoding='UTF-8'?><!DOCTYPE List PUBLIC "sailpoint.dtd" "sailpoint.dtd">`

// EntityBomb is a list that declares entities, which no reader may follow.
const EntityBomb = `<?xml version="1.0"?><!DOCTYPE List [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">` +
	`<!ENTITY x SYSTEM "file:///etc/passwd">]><List>&b;&x;</List>`

// List is an answer with these objects.
func List(items ...string) string {
	return Head + "<List>" + strings.Join(items, "\n") + "</List>"
}

// OpenItem is an open approval without lines.
func OpenItem(id string) string {
	return `<WorkItem id="` + id + `" name="0000001234" type="Approval" created="1767000000000">` +
		`<Owner><Reference class="sailpoint.object.Identity" id="` + OwnerID + `" name="Sam.Okoye"/></Owner></WorkItem>`
}

// Item makes an open item with more attributes and more inside.
func Item(attrs, inside string) string {
	return fmt.Sprintf(`<WorkItem id=%q type="Approval" created="1767000000000" %s><Owner><Reference id=%q name="Sam.Okoye"/></Owner>%s</WorkItem>`,
		ItemID, attrs, OwnerID, inside)
}

// InMap holds entries as an object holds its attributes.
func InMap(entries string) string { return "<Attributes><Map>" + entries + "</Map></Attributes>" }

// Set holds lines as an item holds its approval set.
func Set(lines string) string {
	return InMap(`<entry key="approvalSet"><value><ApprovalSet>` + lines + `</ApprovalSet></value></entry>`)
}

// Line is a line that is read whole, with more attributes and more inside.
func Line(attrs, inside string) string {
	return `<ApprovalItem id="` + ID(7) + `" application="Active Directory" operation="Add" name="memberOf" displayValue="Readers" ` +
		attrs + `>` + inside + `</ApprovalItem>`
}

// WholeItem has every confirmed field, and most of the others: docs/iiq-wire.md#work-items
const WholeItem = `
<WorkItem id="7f00000197a1b2c3d4e5f60718293a4b" name="0000001234" type="Approval" level="High"
  created="1767000000000" modified="1767000600000" expiration="1767604800000" handler="sailpoint.api.Workflower"
  identityRequestId="0000000777" targetClass="sailpoint.object.Identity"
  targetId="7f0000019000aaaabbbbccccddddeeee" targetName="Dana.Reyes">
  <Attributes><Map>
    <entry key="approvalSet"><value><ApprovalSet>
      <ApprovalItem id="11aa22bb33cc44dd55ee66ff77008899" application="IIQ" operation="Add" name="assignedRoles"
        value="Ledger Reader" displayName="Role" displayValue="Ledger Reader" flow="AccessRequest">
        <Attributes><Map><entry key="requesterComments" value="Quarter close"/><entry key="flow" value="RolesRequest"/></Map></Attributes>
      </ApprovalItem>
      <ApprovalItem id="22bb33cc44dd55ee66ff7700889911aa" application="Active Directory" operation="Add" name="memberOf"
        nativeIdentity="CN=Dana Reyes,OU=Staff" displayname="Group" state="Finished" description="Reads the ledger">
        <Value><List><String>CN=GL-RO</String><String>CN=GL-RW</String></List></Value>
      </ApprovalItem>
    </ApprovalSet></value></entry>
    <entry key="identityDisplayName" value="Dana Reyes"/><entry key="identityName" value="Dana.Reyes"/>
  </Map></Attributes>
  <Unheard of="this"><Thing/></Unheard>
  <Description>Owner Approval - Account Changes for User: Dana.Reyes</Description>
  <Owner><Reference class="sailpoint.object.Identity" id="7f0000019000111122223333444455aa" name="Sam.Okoye"/></Owner>
  <Requester><Reference class="sailpoint.object.Identity" id="7f00000190009999888877776666555f" name="Lee.Quinn"/></Requester>
</WorkItem>`
