package iiqsim

// entitlement is something that can be asked for, with the words that people understand.
type entitlement struct {
	application, attribute, value, shown, description string
}

// line is the approval item that adds an entitlement to somebody's account.
func (e entitlement) line(target string) ApprovalItem {
	l := ApprovalItem{
		Application: e.application, Operation: "Add", Name: e.attribute, Value: e.value, DisplayValue: e.shown, Description: e.description,
	}
	switch e.application {
	case "IIQ":
		l.DisplayName = "Role"
	case "Active Directory":
		l.NativeIdentity = "CN=" + target + ",OU=Staff,DC=example,DC=com"
	default:
		l.NativeIdentity = target
	}
	return l
}

func group(cn string) string { return "CN=" + cn + ",OU=Groups,DC=example,DC=com" }

// Applications gives the applications of the simulated company.
func Applications() []string {
	return []string{
		"Active Directory", "SAP ERP", "Oracle Financials", "GitHub Enterprise", "Salesforce", "Workday", "ServiceNow",
		"Snowflake", "AWS", "Jira", "Concur", "Badge System",
	}
}

// catalogRoles are the roles that people ask for. A role is an entitlement of IdentityIQ itself:
// docs/iiq-wire.md#approval-sets
func catalogRoles() []entitlement {
	role := func(name, description string) entitlement {
		return entitlement{"IIQ", "assignedRoles", name, name, description}
	}
	return []entitlement{
		role("Ledger Reader", "Read the general ledger and its reports; no postings."),
		role("Accounts Payable Clerk", "Enter and match vendor invoices up to 10,000."),
		role("Accounts Payable Approver", "Release vendor payments. Privileged; reviewed every quarter."),
		role("Sales Representative", "Own accounts and opportunities, see the price book."),
		role("Software Engineer", "Source code, build system, staging environment."),
		role("Site Reliability Engineer", "Production access behind the jump host. Privileged."),
		role("HR Business Partner", "See and change records of the assigned departments."),
		role("Warehouse Supervisor", "Bookings, stock corrections and shift plans of one site."),
		role("Data Analyst", "Query the warehouse's curated schemas."),
		role("Contractor Basics", "Mail, chat, VPN; ends with the contract."),
		role("Treasury Analyst", "Bank balances and cash forecasts, read only."),
		role("Support Agent Level 2", "Customer tickets with personal data, remote sessions."),
	}
}

// catalogEntitlements are single rights in the applications.
func catalogEntitlements() []entitlement {
	return []entitlement{
		{"Active Directory", "memberOf", group("GL-RO"), "GL read-only", "Read access to the general ledger share."},
		{"Active Directory", "memberOf", group("VPN-Users"), "VPN users", "Connect to the company network from outside."},
		{"Active Directory", "memberOf", group("FIN-Close-Team"), "Finance close team", "Folder and mailing list of the month-end close."},
		{"Active Directory", "memberOf", group("Domain-Admins-T1"), "Server administrators (tier 1)",
			"Administer member servers. Privileged."},
		{"SAP ERP", "Role", "Z_FI_AP_DISPLAY", "Accounts payable: display", "Look at vendor invoices and payment runs."},
		{"SAP ERP", "Role", "Z_FI_AP_POST", "Accounts payable: post", "Post vendor invoices."},
		{"SAP ERP", "Role", "Z_MM_PO_CREATE", "Purchasing: create orders", "Create purchase orders up to 25,000."},
		{"SAP ERP", "Role", "Z_HR_PAYROLL_DE", "Payroll Germany", "Payroll data of German employees. Personal data."},
		{"Oracle Financials", "responsibility", "GL_SUPERUSER", "General Ledger Super User",
			"Open and close periods, post journals. Privileged."},
		{"Oracle Financials", "responsibility", "AR_INQUIRY", "Receivables Inquiry", "See customer balances and invoices."},
		{"GitHub Enterprise", "teams", "payments-core", "payments-core (write)", "Push to the payment services' repositories."},
		{"GitHub Enterprise", "teams", "infra-admins", "infra-admins (admin)",
			"Change settings and secrets of infrastructure repositories."},
		{"GitHub Enterprise", "teams", "mobile-app", "mobile-app (read)", "Read the mobile apps' source."},
		{"Salesforce", "PermissionSet", "Export_Reports", "Export reports", "Export customer lists to a file. Personal data."},
		{"Salesforce", "Profile", "Sales_EMEA", "Sales EMEA", "Accounts and opportunities in Europe, the Middle East and Africa."},
		{"Workday", "securityGroup", "Absence_Partner", "Absence partner", "See and correct absences of the assigned departments."},
		{"Workday", "securityGroup", "Compensation_View", "Compensation viewer", "See salaries of the assigned departments. Confidential."},
		{"ServiceNow", "roles", "itil", "Fulfiller (ITIL)", "Work on incidents, changes and requests."},
		{"ServiceNow", "roles", "change_manager", "Change manager", "Approve changes to production systems."},
		{"Snowflake", "roles", "ANALYST_CURATED", "Analyst, curated data", "Query curated schemas; no raw customer data."},
		{"Snowflake", "roles", "PII_READER", "Personal data reader", "Query unmasked customer data. Personal data."},
		{"AWS", "permissionSet", "prod-readonly", "Production, read only", "Look at production resources and logs."},
		{"AWS", "permissionSet", "prod-poweruser", "Production, power user", "Change production resources, not access rights. Privileged."},
		{"Jira", "groups", "project-leads", "Project leads", "Change boards, components and versions."},
		{"Concur", "roles", "expense_approver", "Expense approver", "Approve expense reports of the own team."},
		{"Badge System", "accessLevel", "DC-FRA-1", "Data centre Frankfurt 1", "Enter the data centre, with a log of each entry."},
	}
}

// justifications are reasons as people write them: short, long, with slips, in several languages.
func justifications() []string {
	return []string{
		"Quarter close",
		"new joiner, same as the rest of the team",
		"As discussed with Sam.",
		"needed for my job",
		"Please approve asap, I can't work on the migration otherwise. Thanks!!",
		"I am taking over Priya's customers from Monday and need to see their open invoices. It was agreed in the handover meeting; she keeps hers until the end of the month.",
		"Hi,\n\nwe have an audit next week and PwC asked for read access for me so that I can pull the samples myself.\n\nBest regards",
		"Cover for vacation 12th - 26th, can be removed afterwards",
		"INC0048213",
		"pls grant accss, ticket was already aproved by my manger last week but the request timed out",
		"Project Aurora: cut-over weekend. The team needs to restart the integration jobs without calling the hotline each time. Duration: two weeks.",
		"Für den Monatsabschluss brauche ich Lesezugriff auf das Hauptbuch. Mit Frau Schäfer abgesprochen.",
		"Bonjour, je remplace Élodie pendant son congé maternité et j'ai besoin des mêmes accès. Merci d'avance !",
		"Necesito revisar las facturas de proveedores del último trimestre. Gracias.",
		"Moved from Sales to Finance on the 1st. Old access is no longer needed.",
		"same as Marc",
		"To analyse the churn figures for the board: (1) extract the accounts, (2) join with tickets, (3) report.\nNo export of personal data.",
		"Required by my new role, see the org announcement of last Tuesday. I've read the policy on privileged access & done the training.",
		".",
		"Break-glass test on Thursday 14:00–16:00 CET",
	}
}
