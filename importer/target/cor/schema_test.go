package cor

import (
	"context"
	"testing"
	"time"

	"posimport/importer/target/schema"
	"posimport/importer/target/targettest"
)

func TestSchema(t *testing.T) {
	targettest.Schema(t, New(), "metadata.source", "id", "name", "category_id", "rate", "seniority")
}

func TestBody(t *testing.T) {
	for want, rec := range map[string]schema.Record{
		`{"metadata":{"source":"SAP"},"id":"000042","name":"Diseñador – Jefe & <Lead>"}`:     {text("SAP"), text("000042"), text("Diseñador – Jefe & <Lead>"), {}, {}, {}},
		`{"metadata":{"source":"SAP"},"id":"1","name":"x","rate":1234567890123456789.10}`:    {text("SAP"), text("1"), text("x"), {}, text("1234567890123456789.10"), {}},
		`{"metadata":{"source":"SAP"},"id":"1","name":"x","rate":0.10,"seniority":"\"Jr\""}`: {text("SAP"), text("1"), text("x"), {}, text("0.10"), text(`"Jr"`)},
	} {
		if got := string(New().Body(rec)); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestReadToken(t *testing.T) {
	for body, want := range map[string]struct {
		token string
		lasts time.Duration
	}{
		`{"access_token":"abc","token_type":"Bearer","expires_in":3600,"refresh_token":"r"}`: {"abc", time.Hour},
		`{"access_token":"abc","token_type":"bearer","expires_in":"60"}`:                     {"abc", time.Minute},
		`{"access_token":"abc","expires_in":null}`:                                           {"abc", 0},
		`{"access_token":"abc","expires_in":-5}`:                                             {"abc", 0},
		`{"access_token":"abc","expires_in":"soon"}`:                                         {"abc", 0},
		`{"access_token":"abc"}`:                                                             {"abc", 0},
		`{"access_token":"abc","token_type":"mac"}`:                                          {"the token is not of type Bearer", 0},
		`{"token":"abc"}`: {"the answer holds no access_token", 0},
		`[]`:              {"the answer is not the documented JSON", 0},
	} {
		token, lasts, err := readToken(200, []byte(body))
		if err != nil {
			token = err.Error()
		}
		if token != want.token || lasts != want.lasts {
			t.Errorf("%s: %q, %v; want %+v", body, token, lasts, want)
		}
	}
	if _, _, err := readToken(401, []byte(`{"error":"invalid_client","error_description":"no such client"}`)); err == nil || err.Error() != "no such client" {
		t.Errorf("error %v", err)
	}
}

func TestTokenRequest(t *testing.T) {
	req, err := tokenRequest(context.Background(), "https://sign.example/token?tenant=x", []string{"key", "secret:with colon"})
	if err != nil {
		t.Fatal(err)
	}
	if got := req.URL.String(); got != "https://sign.example/token?grant_type=client_credentials&tenant=x" {
		t.Errorf("URL %s", got)
	}
	if key, secret, ok := req.BasicAuth(); !ok || key != "key" || secret != "secret:with colon" || req.Method != "POST" {
		t.Errorf("%s with %q and %q", req.Method, key, secret)
	}
}
