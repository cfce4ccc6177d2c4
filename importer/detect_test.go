package importer

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"posimport/importer/sandbox"
)

func TestDetect(t *testing.T) {
	const tenant = "tenantId=" + testTenant
	for _, c := range []struct {
		name, text string
		headerRow  int
		set        []string
		want       string // the target; empty for none
		problem    string // in the error; empty for none
	}{
		{"COR field names", "id,name,rate\n1,A,2\n", 0, []string{"metadata.source=SAP"}, "cor", ""},
		{"COR field names, no account", "id,name,rate\n1,A,2\n", 0, nil, "", "metadata.source"},
		{"COR field names, a wrong account", "id,name,rate\n1,A,2\n", 0, []string{"metadata.source=NOWHERE"}, "", "NOWHERE"},
		{"Aptly field names", "positionName,externalId\nA,1\n", 0, []string{tenant}, "aptly", ""},
		{"Aptly field names, no account", "positionName,externalId\nA,1\n", 0, nil, "", "tenantId"},
		{"under a title", "Our positions\n\nid,name,rate\n1,A,2\n", 0, []string{"metadata.source=SAP"}, "cor", ""},
		{"the header row is said", "id,name,rate\nid,name,rate\n1,A,2\n", 2, []string{"metadata.source=SAP"}, "cor", ""},
		{"the header row is another", "id,name,rate\n1,A,2\n", 2, []string{"metadata.source=SAP"}, "", "posimport map"},
		{"the header row is not there", "id,name,rate\n1,A,2\n", 39, []string{"metadata.source=SAP"}, "", "row 39, which should be the header"},
		{"a header twice", "Position ID,Hourly rate,Hourly rate,Position name\n", 0, []string{"metadata.source=SAP"}, "", "\"Hourly rate\" more than once (B1, C1)"},
		{"a header twice for what --set says", "id,name,rate,rate\n1,A,2,3\n", 0, []string{"metadata.source=SAP", "rate=5"}, "cor", ""},
		{"a header twice that is not read", "id,name,rate,Notes,Notes\n1,A,2\n", 0, []string{"metadata.source=SAP"}, "cor", ""},
		{"nobody's headers", "Alpha,Beta\n1,2\n", 0, []string{"metadata.source=SAP"}, "", "its headers are not the template's"},
		{"an empty file", "", 0, nil, "", "empty"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPlace(t, corMapping, sandbox.Options{})
			found, err := Detect(t.Context(), p.file("in.csv", c.text), "", c.headerRow, c.set)
			got := ""
			if found != nil {
				got = found.Target.Schema().Target
			}
			if got != c.want {
				t.Errorf("found %q, want %q", got, c.want)
			}
			if (err != nil) != (c.problem != "") || err != nil && !strings.Contains(err.Error(), c.problem) {
				t.Errorf("error %v, want one of %q", err, c.problem)
			}
		})
	}
}

func TestDetectReadsTheNamedSheet(t *testing.T) {
	p := newPlace(t, corMapping, sandbox.Options{})
	path := p.workbook([][]any{{"Notes"}, {"nothing here"}}, func(f *excelize.File) error {
		if _, err := f.NewSheet("Data"); err != nil {
			return err
		}
		return f.SetSheetRow("Data", "A1", &[]any{"positionName", "externalId"})
	})
	found, err := Detect(t.Context(), path, "Data", 0, []string{"tenantId=" + testTenant})
	if err != nil || found == nil || found.Target.Schema().Target != "aptly" {
		t.Errorf("%+v, %v", found, err)
	}
	found, err = Detect(t.Context(), path, "", 0, []string{"tenantId=" + testTenant})
	if found != nil || err == nil || !strings.Contains(err.Error(), `sheet "Sheet1" (--sheet takes another: "Data")`) {
		t.Errorf("on the first sheet: %+v, %v", found, err)
	}
	empty := p.workbook(nil, func(f *excelize.File) error {
		_, err := f.NewSheet("Data")
		return err
	})
	if _, err := Detect(t.Context(), empty, "", 0, nil); err == nil || !strings.Contains(err.Error(), `there are no rows in it; name the sheet with --sheet; there are also "Data"`) {
		t.Errorf("an empty sheet: %v", err)
	}
	if _, err := Detect(t.Context(), path, "Nowhere", 0, nil); err == nil || !strings.Contains(err.Error(), "Nowhere") {
		t.Errorf("a sheet that is not there: %v", err)
	}
}

func TestTargetByName(t *testing.T) {
	for _, name := range targetNames() {
		tg, err := TargetByName(name)
		if err != nil || tg.Schema().Target != name {
			t.Errorf("%s: %v", name, err)
		}
		if s, known := Schemas(name); s == nil || s.Target != name || len(known) != len(Targets()) {
			t.Errorf("%s: schema %+v, names %v", name, s, known)
		}
	}
	if _, err := TargetByName("sap"); err == nil || !strings.Contains(err.Error(), `"sap"`) || !strings.Contains(err.Error(), "cor, aptly") {
		t.Errorf("%v", err)
	}
	if s, known := Schemas("sap"); s != nil || len(known) != 2 {
		t.Errorf("%+v, %v", s, known)
	}
}
