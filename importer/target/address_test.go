package target

import (
	"errors"
	"strings"
	"testing"

	"posimport/importer/row"
)

func TestParseBaseURL(t *testing.T) {
	for text, want := range map[string]string{
		"https://api.example":              "https://api.example",
		" https://API.Example:443/ ":       "https://api.example",
		"HTTPS://api.example:8443/a//b/./": "https://api.example:8443/a/b",
		"https://api.example/a%2Fb/":       "https://api.example/a%2Fb",
		"http://127.0.0.1:8080":            "http://127.0.0.1:8080",
		"http://127.9.9.9:80/x":            "http://127.9.9.9/x",
		"http://[::1]:8080/":               "http://[::1]:8080",
		"http://[::1]":                     "http://[::1]",
		"http://[::ffff:127.0.0.1]:1":      "http://[::ffff:127.0.0.1]:1",
		"http://LocalHost:1":               "http://localhost:1",
		"https://localhost":                "https://localhost",
	} {
		u, err := ParseBaseURL(text)
		if err != nil || u.String() != want {
			t.Errorf("ParseBaseURL(%q) = %v, %v; want %q", text, u, err, want)
			continue
		}
		if again, err := ParseBaseURL(u.String()); err != nil || again.String() != want {
			t.Errorf("%q read again is %v, %v", want, again, err)
		}
		if got := below(u, "/v2/x").String(); got != want+"/v2/x" {
			t.Errorf("below %q: %q", want, got)
		}
	}
}

func TestParseBaseURLRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                                 "https://",
		"api.example":                      "https://",
		"ftp://api.example":                "https://",
		"https://":                         "no host",
		"https:///path":                    "no host",
		"https://user:pass-word@a.example": "user name",
		"https://a.example/?x=1":           "the ?",
		"https://a.example?":               "the ?",
		"https://a.example/#x":             "#",
		"https://a.example#":               "#",
		"https://a.example:0":              "not a port",
		"https://a.example:99999":          "not a port",
		"https://a.example:":               "port",
		"https://us er:pass-word@a":        "not a URL",
		"https://a.example/%zz":            "not a URL",
		"https://[fe80::1%25eth0]":         "no host name has",
		"https://españa.example":           "xn--",
		"https://a b.example":              "not a URL",
		"http://a.example":                 "plain http",
		"http://localhost.example":         "plain http",
		"http://128.0.0.1":                 "plain http",
		"http://127.0.0.1.example":         "plain http",
		"http://127.1":                     "plain http",
		"http://0.0.0.0:1":                 "plain http",
		"http://[::2]":                     "plain http",
		"http://x.localhost":               "plain http",
		"http://2130706433":                "plain http",
	} {
		_, err := ParseBaseURL(text)
		var wrong *URLError
		if !errors.As(err, &wrong) || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseBaseURL(%q): %v, want %q", text, err, want)
			continue
		}
		if (wrong.Code == row.NetPlain) != (want == "plain http") {
			t.Errorf("ParseBaseURL(%q): code %q", text, wrong.Code)
		}
		if strings.Contains(err.Error(), "pass-word") {
			t.Errorf("%q shows the password", err)
		}
	}
}

func TestSignInURL(t *testing.T) {
	own := SignIn{URL: "https://sign.example/token", Path: "/v1/token"}
	for _, c := range []struct {
		signIn            SignIn
		base, given, want string
	}{
		{own, "https://api.example", "", "https://sign.example/token"},
		{own, "http://127.0.0.1:1/x", "", "http://127.0.0.1:1/x/v1/token"},
		{own, "https://localhost:1", "", "https://localhost:1/v1/token"},
		{own, "http://127.0.0.1:1", "https://other.example/t?a=b", "https://other.example/t?a=b"},
		{SignIn{Path: "/auth"}, "https://eu.example/p", "", "https://eu.example/p/auth"},
	} {
		base, err := ParseBaseURL(c.base)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := signInURL(c.signIn, base, c.given); err != nil || got.String() != c.want {
			t.Errorf("%+v: %v, %v", c, got, err)
		}
	}
	base, err := ParseBaseURL("https://api.example")
	if err != nil {
		t.Fatal(err)
	}
	for _, given := range []string{"http://sign.example", "https://u:p@sign.example", "sign.example"} {
		if got, err := signInURL(own, base, given); err == nil {
			t.Errorf("%q is taken as %v", given, got)
		}
	}
}

func FuzzParseBaseURL(f *testing.F) {
	for _, text := range []string{"https://a.example/x/", "http://127.0.0.1:80", "http://[::1]:1/a%2Fb", "https://u:p@a", "http://localhost.", "https://[::1%25eth0]/", "https://a:b", "//a", "https://a/../..//"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		u, err := ParseBaseURL(text)
		if err != nil {
			return
		}
		if u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Hostname() == "" || u.Scheme != "https" && (u.Scheme != "http" || !Loopback(u)) {
			t.Errorf("%q is taken as %q", text, u)
		}
		again, err := ParseBaseURL(u.String())
		if err != nil || again.String() != u.String() {
			t.Errorf("%q, read again, is %v, %v", u, again, err)
		}
	})
}
