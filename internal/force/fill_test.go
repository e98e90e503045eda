package force

import "testing"

// What is put in is put in its cell, and nothing else changes.
func TestFillAccountsChangesOnlyThatCell(t *testing.T) {
	const before = "# a remark, with commas,,,\nid,rank,name,mattermost,slack\n" +
		"sgt.lee, PS,\"Lee, of the Riverside\",,U1\n\n# insp.patel,Insp,Patel,,\ninsp.patel,Insp,Patel,\"\",\nsupt.khan,Supt,Khan,has-one,\nacc.morris,ACC,Morris,,"
	const after = "# a remark, with commas,,,\nid,rank,name,mattermost,slack\n" +
		"sgt.lee, PS,\"Lee, of the Riverside\",m1,U1\n\n# insp.patel,Insp,Patel,,\ninsp.patel,Insp,Patel,m2,\nsupt.khan,Supt,Khan,has-one,\nacc.morris,ACC,Morris,m4,"
	got, err := FillAccounts([]byte(before), Mattermost, map[PersonID]string{"sgt.lee": "m1", "insp.patel": "m2", "supt.khan": "m3", "acc.morris": "m4"})
	if err != nil || string(got) != after {
		t.Errorf("%v\n%s\nwant\n%s", err, got, after)
	}
	if same, err := FillAccounts([]byte(before), Mattermost, nil); err != nil || string(same) != before {
		t.Errorf("nothing to fill in: %v\n%s", err, same)
	}
	if _, err := FillAccounts([]byte("id,name\na,b\n"), Mattermost, nil); err == nil {
		t.Error("a file without the column is taken")
	}
}
