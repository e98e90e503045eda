package commands

import "strings"

// table is the one list of commands; help, the table in the README, menus and the hints of platforms are made from it.
// The order is that of help.
var table []*Command

func init() { // not an initialiser: commands that speak of the table would be a cycle
	table = []*Command{
		// the incident as a whole
		&callCommand,
		&assessCommand,
		&answerCommand,
		&potentialCommand,
		&declareCommand,
		&notDeclaredCommand,
		&levelCommand,
		&ownerCommand,
		&amendCommand,
		&linkCommand,
		&flagCommand,
		&impactCommand,
		&tensionCommand,
		&rightsCommand,
		&confirmDenyCommand,
		&confirmWordsCommand,
		// safety
		&threatCommand,
		&vigilanteCommand,
		&noThreatCommand,
		&safetyCommand,
		&riskPlanCommand,
		// partners and contributors
		&contributorCommand,
		&differCommand,
		&discussedCommand,
		&shareCommand,
		&breachCommand,
		&breachDecidedCommand,
		&contactCommand, &contactsCommand,
		&partnerCommand,
		&adviceCommand,
		&resourceCommand,
		&ndmCommand,
		&jointCommand,
		// briefing and handing over
		&briefCommand,
		&briefSinceCommand,
		&asAtCommand,
		&handoverCommand,
		&handoverAcceptCommand, &handoverItemCommand,
		&methaneCommand,
		&debriefCommand,
		&lessonCommand,
		&lessonsCommand,
		&holdCommand,
		// meetings
		&meetingCommand,
		&meetingInviteCommand,
		&meetingPartCommand,
		&meetingMinuteCommand,
		&meetingEndCommand,
		// communications
		&commsCommand,
		&lineCommand,
		&lineClearCommand,
		&lineReleaseCommand,
		&lineCorrectCommand,
		&lineWithdrawCommand,
		&mediaCommand,
		&rumourCommand,
		&publicationCommand,
		// where it stands
		&personCommand,
		&updateCommand,
		&restoringCommand,
		&standDownCommand,
		&closeCommand,
		&reopenCommand,
		// the log
		&logCommand,
		&decisionCommand,
		&confirmCommand,
		&disputeCommand,
		&correctCommand,
		&withdrawCommand,
		// tasks of neighbourhood teams
		&taskCommand,
		&taskAcceptCommand,
		&taskDeclineCommand,
		&taskUpdateCommand,
		&taskDoneCommand,
		&taskNotDoneCommand,
		&taskVerifyCommand,
		&taskCancelCommand,
		&taskPassCommand,
		&taskDueCommand,
		// reviews
		&reviewCommand,
		&reviewDoneCommand,
		&reviewDeferCommand,
		&reviewCancelCommand,
		&reviewListCommand,
		// escalations
		&escalateCommand,
		&escalateAckCommand,
		&escalateAcceptCommand,
		&escalateDeclineCommand,
		&escalateHandbackCommand,
		&escalateEndCommand,
		// command
		&roleCommand,
		&roleAcceptCommand,
		&roleDeclineCommand,
		&roleRelieveCommand,
		// people
		&addCommand,
		&removeCommand,
		&roomCommand,
		&bindCommand,
		&clearRoomCommand,
		&coverCommand,
		&suspendCommand,
		&testPingCommand,
		// who may see it
		&restrictCommand,
		&sealCommand,
		&breakGlassCommand,
		// what is handed out
		&exportCommand,
		&auditCommand,
		// private answers
		&menuCommand,
		&showLogCommand,
		&statusCommand,
		&showCommand,
		&tasksCommand,
		&coverageCommand,
		&reviewsCommand,
		&listCommand,
		&onDutyCommand,
		&waitingCommand,
		&healthCommand,
		&guidanceCommand,
		&arrangementsCommand,
		&helpCommand,
	}
}

// All returns the commands, in the order of help.
func All() []*Command { return table }

// Table writes the commands as the README shows them: a Markdown table.
func Table() string {
	var b strings.Builder
	b.WriteString("| command | effect |\n|---|---|\n")
	for _, c := range table {
		b.WriteString("| `" + strings.ReplaceAll(c.Usage, "|", "\\|") + "` | " + strings.ReplaceAll(c.Short, "|", "\\|") + " |\n")
	}
	return b.String()
}
