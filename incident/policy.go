package incident

import (
	"slices"
	"time"

	"loggist/internal/force"
)

// Act is something that not everybody may do to an incident. What has no rule here any officer or member of staff may do,
// inside an incident its members.
type Act string

// The acts that have rules.
const (
	ActPotential   Act = "potential"
	ActDeclare     Act = "declare"
	ActNotDeclared Act = "not-declared"
	ActRaise       Act = "raise"
	ActLower       Act = "lower"
	ActRestore     Act = "restore"
	ActStandDown   Act = "stand-down"
	ActClose       Act = "close"
	ActReopen      Act = "reopen"
	ActOwner       Act = "owner"

	ActOfferGold    Act = "offer-gold"
	ActOfferCommand Act = "offer-command" // Silver and Bronze
	ActEnd          Act = "end-escalation"

	ActRestrict   Act = "restrict"
	ActSeal       Act = "seal"
	ActBreakGlass Act = "break-glass"

	ActClearLine   Act = "clear-line"
	ActReleaseLine Act = "release-line"
	ActConfirmDeny Act = "confirm-deny"
	ActRights      Act = "rights"
	ActShare       Act = "share"
	ActBreach      Act = "breach-decided"

	ActSuspend Act = "suspend"
	ActCover   Act = "cover"
	ActRoom    Act = "room" // open another in the place of one that is unfit

	ActExportOpen      Act = "export-open"
	ActExportSensitive Act = "export-sensitive"
	ActExportAudit     Act = "export-audit"
)

// Rule says who may do an act: whoever one of its lines fits. Nobody else, whatever his rank.
type Rule struct {
	// Rank and above; Staff for no rank.
	Rank force.Rank
	// Posts: on duty in one of them.
	Posts []force.PostID
	// Roles: holds one of them here.
	Roles []Role
	// LevelOwner: on duty in the post that owns the incident's level, or in one above it.
	LevelOwner bool
	// NotLoggist leaves out whoever writes for a commander here: he records decisions and takes none of these.
	NotLoggist bool
	// Asks is the post that is asked instead of whoever may not, so that no refusal is silence; empty for none.
	Asks force.PostID
	// Words say who may, after "is for".
	Words string
}

var mayDeclare = []force.PostID{force.DutyInspector, force.FIM, force.OnCallSuperintendent, force.OnCallChiefOfficer}

// Policy is who may what (CONTRACT §3).
var Policy = map[Act]Rule{
	ActPotential:   {Rank: force.Sergeant, NotLoggist: true, Asks: force.DutyInspector, Words: "a sergeant or above who does not log here"},
	ActDeclare:     {Posts: mayDeclare, Asks: force.DutyInspector, Words: "the duty inspector, the Force Incident Manager, the on-call Superintendent or the on-call chief officer"},
	ActNotDeclared: {Posts: mayDeclare, Asks: force.DutyInspector, Words: "the duty inspector, the Force Incident Manager, the on-call Superintendent or the on-call chief officer"},

	ActRaise: {Rank: force.Inspector, Asks: force.DutyInspector, Words: "an inspector or above"},
	ActLower: {LevelOwner: true, Words: "the post that owns the higher level"},
	ActOwner: {Rank: force.Sergeant, Words: "a sergeant or above"},

	ActRestore:   {Roles: []Role{RoleGold}, Posts: []force.PostID{force.OnCallSuperintendent}, Words: "Gold or the on-call Superintendent"},
	ActStandDown: {Roles: []Role{RoleGold}, Posts: []force.PostID{force.OnCallSuperintendent}, Words: "Gold or the on-call Superintendent"},
	ActClose:     {Posts: []force.PostID{force.OnCallSuperintendent}, Words: "the on-call Superintendent"},
	ActReopen:    {Posts: []force.PostID{force.OnCallSuperintendent}, Words: "the on-call Superintendent"},

	ActOfferGold:    {Rank: force.Inspector, Words: "an inspector or above"},
	ActOfferCommand: {Roles: []Role{RoleGold}, Words: "Gold"},
	ActEnd:          {Roles: []Role{RoleGold}, Words: "Gold, whoever accepted it, or before that whoever asked"},

	ActRestrict:   {Rank: force.Superintendent, Posts: []force.PostID{force.MOSOVO}, Words: "a superintendent or above, or MOSOVO"},
	ActSeal:       {Rank: force.Superintendent, Posts: []force.PostID{force.MOSOVO}, Words: "a superintendent or above, or MOSOVO"},
	ActBreakGlass: {Rank: force.Superintendent, Words: "a superintendent or above"},

	ActClearLine:   {Roles: []Role{RoleGold}, Posts: []force.PostID{force.DutyInspector}, Words: "Gold or the duty inspector"},
	ActReleaseLine: {Posts: []force.PostID{force.OnCallCommunications}, Words: "on-call communications"},

	ActSuspend: {Rank: force.Sergeant, Posts: []force.PostID{force.FIM, force.ShiftSupervisor}, Words: "a supervisor or the Force Incident Manager"},
	ActCover:   {Rank: force.Sergeant, Posts: []force.PostID{force.FIM, force.ShiftSupervisor}, Words: "a supervisor or the Force Incident Manager"},
	ActRoom:    {Rank: force.Sergeant, Posts: []force.PostID{force.FIM, force.ShiftSupervisor}, Words: "a supervisor or the Force Incident Manager"},

	ActConfirmDeny: {Roles: []Role{RoleGold}, Posts: []force.PostID{force.DutyInspector}, Words: "Gold or the duty inspector"},
	ActRights:      {Roles: []Role{RoleGold}, Posts: []force.PostID{force.DutyInspector}, Words: "Gold or the duty inspector"},

	ActShare: {Roles: []Role{RoleGold}, Posts: []force.PostID{force.DutyInspector}, Words: "Gold or the duty inspector"},

	ActBreach: {Posts: []force.PostID{force.ProfessionalStandards}, Words: "professional standards"},

	ActExportOpen:      {Roles: []Role{RoleGold}, Posts: []force.PostID{force.DutyInspector}, Words: "Gold or the duty inspector"},
	ActExportSensitive: {Roles: []Role{RoleGold}, Posts: []force.PostID{force.MOSOVO}, Words: "MOSOVO or Gold"},
	ActExportAudit:     {Posts: []force.PostID{force.ProfessionalStandards}, Words: "professional standards"},
}

// Asker is a person at an instant, as rules see him.
type Asker struct {
	Person force.Person
	Force  *force.Force
	At     time.Time
	Covers []force.Cover
	Full   *Full // nil outside an incident
}

// May reports whether a may do act. An act without a rule is anybody's.
func (a Asker) May(act Act) bool {
	r, ruled := Policy[act]
	return !ruled || r.allows(a)
}

func (r Rule) allows(a Asker) bool {
	switch {
	case r.NotLoggist && a.loggist():
		return false
	case r.Rank > force.Staff && a.Person.RankAtLeast(r.Rank):
		return true
	case slices.ContainsFunc(r.Posts, a.OnDuty):
		return true
	case a.Full != nil && slices.ContainsFunc(r.Roles, func(role Role) bool { return a.Full.Open.Holds(role, a.Person.ID) }):
		return true
	case a.Full != nil && r.LevelOwner:
		return slices.ContainsFunc(a.Force.LevelOwners(force.Level(a.Full.Open.Level)), a.OnDuty)
	}
	return false
}

// OnDuty reports whether he holds the post now.
func (a Asker) OnDuty(post force.PostID) bool {
	return slices.Contains(a.Force.OnDuty(post, a.At, a.Covers...), a.Person.ID)
}

// loggist reports whether he writes for somebody, by post or by a role here.
func (a Asker) loggist() bool {
	if a.Person.Loggist {
		return true
	}
	return a.Full != nil && slices.ContainsFunc(a.Full.Open.RolesOf(a.Person.ID), func(r Role) bool { _, writes := r.Commander(); return writes })
}
