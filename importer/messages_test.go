package importer

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"posimport/importer/ledger"
	"posimport/importer/sandbox"
)

// broken is what no message to people may hold: Go's types and values, and what a program says when
// it falls over.
func broken(text string) string {
	for name, pattern := range map[string]string{
		"a Go type":      `\*?\b(?:fs|os|net|url|http|tls|x509|json|csv|zip|xml|yaml|context|errors|fmt|time|sync|bbolt|excelize|target|ledger|sheet|cell|schema|mapping|results|importer|row|codes|io)\.[A-Z]\w*`,
		"a Go name":      `\b(?:errorString|wrapError|joinError|interface \{\}|struct \{|func\()`,
		"nil":            `\bnil\b`,
		"a bad format":   `%!|%[svdqT]\b`,
		"a Go value":     `map\[|&\{|\[\]string|0x[0-9a-f]{6,}`,
		"a stack":        `goroutine \d|panic:|\.go:\d+`,
		"Go's own words": `invalid memory address|index out of range|i/o timeout|use of closed network connection|context canceled|context deadline exceeded|no such host\b.*no such host`,
	} {
		if found := regexp.MustCompile(pattern).FindString(text); found != "" {
			return name + " (" + found + ")"
		}
	}
	return ""
}

func TestBrokenTellsBadMessages(t *testing.T) {
	for _, bad := range []string{"open x: *fs.PathError", "got <nil>", "%!d(string=x)", "map[a:1]", "panic: oops", "&{1 2}", "errors.errorString", "read: i/o timeout"} {
		if broken(bad) == "" {
			t.Errorf("%q passes", bad)
		}
	}
	for _, good := range []string{"posimport.csv: there is no such file", "100% of rows", "C17: nilpotent", "Sr. Engineer", "metadata.source"} {
		if why := broken(good); why != "" {
			t.Errorf("%q holds %s", good, why)
		}
	}
}

// failing is one run that goes wrong. It changes what it wants of a run that would go well.
type failing struct {
	name   string
	change func(p *place, cfg *Config, env *Env)
	want   string // somewhere in what is said
}

const goodRows = "ID,Name,Family,Rate,Notes\n1,A,,,\n2,B,,,\n"

func (p *place) answering(status int, header, body string) string {
	p.t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if header != "" {
			name, value, _ := strings.Cut(header, ": ")
			w.Header().Set(name, value)
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body)) // a client that has gone needs no answer
	}))
	p.t.Cleanup(server.Close)
	return server.URL
}

func badFiles() []failing {
	input := func(name, text string) func(*place, *Config, *Env) {
		return func(p *place, cfg *Config, _ *Env) { cfg.File = p.file(name, text) }
	}
	return []failing{
		{"no such file", func(p *place, cfg *Config, _ *Env) { cfg.File = filepath.Join(p.dir, "gone.csv") }, "no such file"},
		{"a folder", func(p *place, cfg *Config, _ *Env) { cfg.File = p.dir }, "folder"},
		{"an empty file", input("e.csv", ""), "empty"},
		{"only a header", input("h.csv", "ID,Name,Family,Rate\n"), "no rows"},
		{"other headers", input("o.csv", "Alpha,Beta\n1,2\n"), `"ID"`},
		{"a header twice", input("t.csv", "ID,Name,Name,Family,Rate\n1,A,B,,\n"), "Name"},
		{"not a workbook", input("w.xlsx", "PK\x03\x04 and then nothing"), "w.xlsx"},
		{"half a workbook", func(p *place, cfg *Config, _ *Env) {
			data, err := os.ReadFile(p.workbook(bookRows(50), nil))
			if err != nil {
				p.t.Fatal(err)
			}
			cfg.File = p.file("half.xlsx", string(data[:len(data)/2]))
		}, "half.xlsx"},
		{"not UTF-8", input("l.csv", "ID,Name,Family,Rate\n1,Dise\xf1ador,,\n"), "encoding"},
		{"an unclosed quote", input("q.csv", "ID,Name,Family,Rate\n1,\"A,,\n2,B,,\n"), "q.csv"},
		{"an old workbook", input("x.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"+strings.Repeat("\x00", 600)), "xlsx"},
		{"retry of an input", func(_ *place, cfg *Config, _ *Env) { cfg.Retry = true }, "not a results file"},
		{"no such sheet", func(p *place, cfg *Config, _ *Env) {
			cfg.File, cfg.Sheet = p.workbook(bookRows(2), nil), "Nowhere"
		}, "Nowhere"},
		{"a header row that is not there", func(_ *place, cfg *Config, _ *Env) { cfg.HeaderRow = 40 }, "row 40"},
	}
}

func badTargets() []failing {
	base := func(url string) func(*place, *Config, *Env) {
		return func(_ *place, cfg *Config, _ *Env) { cfg.BaseURL = url }
	}
	answers := func(status int, header, body string) func(*place, *Config, *Env) {
		return func(p *place, cfg *Config, _ *Env) { cfg.BaseURL = p.answering(status, header, body) }
	}
	faults := func(spec string) func(*place, *Config, *Env) {
		return func(p *place, cfg *Config, _ *Env) {
			f, err := sandbox.ParseFaults(spec)
			if err != nil {
				p.t.Fatal(err)
			}
			p.server.SetFaults(f)
			cfg.Timeout = 150 * time.Millisecond
		}
	}
	keys := func(_ *place, _ *Config, env *Env) {
		env.Getenv = func(name string) string {
			return map[string]string{"COR_API_KEY": "key-123456", "COR_CLIENT_SECRET": "secret-123456"}[name]
		}
	}
	return []failing{
		{"no such host in the URL", base("https://"), "host"},
		{"plain http", base("http://example.com"), "https"},
		{"nobody there", base("http://127.0.0.1:1"), "cannot be reached"},
		{"TLS to a plain server", func(p *place, cfg *Config, _ *Env) {
			cfg.BaseURL = strings.Replace(p.baseURL, "http://", "https://", 1)
		}, "TLS"},
		{"no token", func(_ *place, _ *Config, env *Env) { env.Getenv = func(string) string { return "" } }, "COR_TOKEN"},
		{"a token file that is not there", func(_ *place, _ *Config, env *Env) {
			env.Getenv = func(name string) string { return map[string]string{"COR_TOKEN_FILE": "/nowhere/token"}[name] }
		}, "/nowhere/token"},
		{"the token is refused", answers(401, "", `{"message":"bad token"}`), "bad token"},
		{"sign-in is refused", func(p *place, cfg *Config, env *Env) {
			keys(p, cfg, env)
			cfg.BaseURL = p.answering(403, "", `{"message":"who are you"}`)
		}, "who are you"},
		{"sign-in is nonsense", func(p *place, cfg *Config, env *Env) {
			keys(p, cfg, env)
			cfg.BaseURL = p.answering(200, "", `<html>`)
		}, "sign-in"},
		{"403", answers(403, "", `{}`), "403"},
		{"a redirect", answers(302, "Location: http://elsewhere.example/", ""), "redirect"},
		{"nonsense", answers(200, "", "<html><body>Hello"), ""},
		{"nothing", answers(204, "", ""), ""},
		{"an odd status", answers(299, "", "{}"), ""},
		{"a page of errors", answers(400, "Content-Type: text/html", "<html><h1>Bad request</h1>"), ""},
		{"errors of many shapes", answers(422, "", `{"errors":[{"field":"name","message":["too short",{"a":null}]}],"error":null}`), ""},
		{"503 for ever", answers(503, "Retry-After: 0", ""), ""},
		{"no answer", faults("at=1-:slow-before,slow=300ms"), ""},
		{"cut", faults("at=1-:cut-before"), ""},
		{"reset", faults("at=1-:reset-after"), ""},
		{"cut inside the answer", faults("at=1-:cut-mid-answer"), ""},
	}
}

func badPlaces() []failing {
	return []failing{
		{"no folder for the results", func(p *place, cfg *Config, _ *Env) { cfg.Results = filepath.Join(p.dir, "no", "r.csv") }, "folder"},
		{"results over the input", func(_ *place, cfg *Config, _ *Env) { cfg.Results = cfg.File }, "input"},
		{"results of another kind", func(p *place, cfg *Config, _ *Env) { cfg.Results = filepath.Join(p.dir, "r.ods") }, ".xlsx"},
		{"another run at once", func(p *place, cfg *Config, _ *Env) {
			_, account := cfg.Account()
			led, err := p.store.Open(context.Background(), ledger.Account{Target: "cor", BaseURL: p.baseURL, Value: account}, testRun)
			if err != nil {
				p.t.Fatal(err)
			}
			p.t.Cleanup(func() { _ = led.Close() })
		}, testRun},
		{"a damaged ledger", func(p *place, cfg *Config, _ *Env) {
			p.run(*cfg)
			found, err := filepath.Glob(filepath.Join(p.dir, "state", "accounts", "*", "ledger.db"))
			if err != nil || len(found) != 1 {
				p.t.Fatalf("%v, %v", found, err)
			}
			if err := os.WriteFile(found[0], []byte(strings.Repeat("x", 1<<15)), 0o600); err != nil {
				p.t.Fatal(err)
			}
		}, "ledger"},
		{"declined", func(_ *place, _ *Config, env *Env) {
			env.Confirm = func(context.Context, Question) (bool, error) { return false, nil }
		}, "nothing was sent"},
		{"strict", func(p *place, cfg *Config, _ *Env) {
			cfg.Strict = true
			cfg.File = p.file("s.csv", "ID,Name,Family,Rate\n1,,,\n")
		}, "--strict"},
	}
}

// TestMessagesAreForPeople: whatever goes wrong, what is said of it names no Go type and shows no
// sign of a program that fell over; and all of it says something.
func TestMessagesAreForPeople(t *testing.T) {
	for _, group := range [][]failing{badFiles(), badTargets(), badPlaces()} {
		for _, c := range group {
			for _, lang := range []string{"en", "es"} {
				t.Run(c.name+"/"+lang, func(t *testing.T) {
					p := newPlace(t, corMapping, sandbox.Options{})
					cfg, env := p.config(p.file("in.csv", goodRows)), p.env()
					cfg.Lang, cfg.MaxAttempts = lang, 1
					c.change(p, &cfg, env)
					report, err := Import(t.Context(), env, cfg)
					said := p.said(&report, err)
					if len(said) == 0 {
						t.Fatal("nothing went wrong")
					}
					for _, text := range said {
						if why := broken(text); why != "" {
							t.Errorf("holds %s: %s", why, text)
						}
						if strings.TrimSpace(text) == "" {
							t.Error("an empty message")
						}
					}
					if all := strings.Join(said, "\n"); lang == "en" && !strings.Contains(all, c.want) {
						t.Errorf("%q is not in: %s", c.want, all)
					}
				})
			}
		}
	}
}

// said is all that a run says to people: its error, why it stopped, its warnings, and the messages of
// the rows that did not succeed.
func (p *place) said(report *Report, err error) []string {
	p.t.Helper()
	var said []string
	if err != nil && !errors.Is(err, context.Canceled) {
		said = append(said, err.Error())
	}
	if report.Stopped != nil {
		said = append(said, report.Stopped.Error())
	}
	for _, w := range p.warned {
		if w.Text != "" {
			said = append(said, w.Text)
		}
	}
	if report.Results == "" {
		return said
	}
	for _, r := range readResults(p.t, report.Results) {
		if !r.status().Succeeded() {
			said = append(said, r.message())
		}
	}
	return said
}
