package aptly

import (
	"testing"

	"posimport/importer/target/targettest"
)

func TestSchema(t *testing.T) {
	targettest.Schema(t, New(), "tenantId", "positionName", "isSCIMProvisioned", "status", "groupIds", "externalId", "instanceId")
}

func TestBody(t *testing.T) {
	full := asked("R&D <Lead> “ñ”", withGroups(groupA, groupB), withExternal("000042"), withInstance(groupB))
	full[2].Bool = true
	want := `{"tenantId":"` + tenantID + `","positionName":"R&D <Lead> “ñ”","isSCIMProvisioned":true,"status":"ACTIVE","groupIds":["` + groupA + `","` + groupB + `"],"externalId":"000042","instanceId":"` + groupB + `"}`
	if got := string(New().Body(full)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	want = `{"tenantId":"` + tenantID + `","positionName":"Lead","isSCIMProvisioned":false,"status":"ACTIVE"}`
	if got := string(New().Body(asked("Lead"))); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestReadToken(t *testing.T) {
	for body, want := range map[string]string{
		`{"statusCode":200,"message":"Success","data":{"token":"abc"}}`: "abc",
		`{"statusCode":401,"message":"bad key"}`:                        "bad key",
		`{"statusCode":200,"data":{}}`:                                  "the answer holds no token",
		`<html>`:                                                        "the answer is not the documented JSON",
	} {
		token, lifetime, err := readToken(200, []byte(body))
		if err != nil {
			token = err.Error()
		}
		if token != want || lifetime != 0 {
			t.Errorf("%s: %q, %v; want %q", body, token, lifetime, want)
		}
	}
	if _, _, err := readToken(403, []byte(`{"message":["no"],"data":{"token":"abc"}}`)); err == nil || err.Error() != "no" {
		t.Errorf("error %v", err)
	}
}
