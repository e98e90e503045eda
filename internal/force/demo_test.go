package force

import (
	"testing"
	"time"
)

func TestDemoIsValidAndEverybodyOnDuty_CONTRACT2(t *testing.T) {
	f := Demo()
	at := time.Date(2027, 11, 11, 21, 4, 0, 0, time.UTC)
	for post, want := range map[PostID][]PersonID{
		ShiftSupervisor: {"sgt.lee"}, DutyInspector: {"insp.patel"}, OnCallSuperintendent: {"supt.khan"},
		OnCallChiefOfficer: {"acc.morris"}, FIM: {"fim.grant"}, OnCallCommunications: {"comms.reid"},
		ProfessionalStandards: {"psd.quinn"}, MOSOVO: {"ds.hughes"}, Probation: {"prob.shah"},
		LoggistPost: {"log.evans", "log.baker"}, NPTSergeant("riverside"): {"sgt.lee"}, NPTSergeant("hillside"): {"sgt.okafor"},
	} {
		got := f.OnDuty(post, at)
		if len(got) != len(want) {
			t.Fatalf("OnDuty(%s) = %v, want %v", post, got, want)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("OnDuty(%s) = %v, want %v", post, got, want)
			}
		}
	}
}
