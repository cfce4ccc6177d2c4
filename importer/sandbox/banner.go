package sandbox

import (
	"fmt"
	"strings"
)

// Banner returns what `posimport sandbox` says when it starts: what the server is, what it knows, and
// how to point posimport at it.
func (s *Server) Banner(baseURL string) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("posimport sandbox: a practice server for COR and Aptly, at %s", baseURL)
	line("")
	line("It is built from the vendors' public documents and is not the vendors' software: what it")
	line("accepts is what the documents say, and what they leave open is our choice. Nothing that you")
	line("send leaves this machine, and all of it is forgotten when the server stops.")
	line("")
	line("COR knows these categories, for every source:")
	for _, id := range s.cor.everywhere {
		line("  %s", id)
	}
	line("Aptly knows these groups, for every tenant:")
	for _, g := range s.aptly.groups {
		line("  %s  %s", g.ID, g.GroupName)
	}
	line("")
	token := "practice"
	if s.o.Token != "" {
		token = "TOKEN"
		line("Only one token is accepted: put yours in the place of TOKEN.")
	}
	line("To send to it:")
	line("  COR_TOKEN=%s   posimport import FILE --target cor   --base-url %s", token, baseURL)
	line("  APTLY_TOKEN=%s posimport import FILE --target aptly --base-url %s", token, baseURL)
	line("To see what it holds: %s/__sandbox/positions", baseURL)
	line("To stop it: Ctrl-C")
	return b.String()
}
