package sandbox

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Position is a position that exists now.
type Position struct {
	Target     string    `json:"target"`
	Account    string    `json:"account"` // metadata.source or tenantId as it was sent
	ID         string    `json:"id"`      // that the answer carried: COR's external id, Aptly's UUID
	ExternalID string    `json:"externalId,omitempty"`
	Name       string    `json:"name"`
	Created    time.Time `json:"created"`
	// Data is the position as the target shows it now.
	Data json.RawMessage `json:"data"`
}

// Positions returns what exists now, COR's before Aptly's, in the order of creation.
func (s *Server) Positions() []Position {
	s.cor.mu.Lock()
	cor := slices.SortedFunc(maps.Values(s.cor.positions), func(p, q *corPosition) int { return p.number - q.number })
	s.cor.mu.Unlock()
	s.aptly.mu.RLock()
	aptly := slices.SortedFunc(maps.Values(s.aptly.byID), func(p, q *aptlyPosition) int { return p.number - q.number })
	s.aptly.mu.RUnlock()
	all := make([]Position, 0, len(cor)+len(aptly))
	for _, p := range cor {
		all = append(all, Position{targetCOR, p.source, p.ID, p.ID, p.Name, p.created.UTC(), encode(p)})
	}
	for _, p := range aptly {
		all = append(all, Position{
			targetAptly, p.tenant, p.ID, p.ExternalID, p.PositionName, p.created.UTC(), encode(p),
		})
	}
	return all
}

// inspect adds the sandbox's own pages, which no vendor has. They need no token and meet no faults:
//
//	GET  /__sandbox/positions  what exists now, as a JSON array of Position
//	GET  /__sandbox/truth      the truth log, one JSON Event a line
//	POST /__sandbox/faults     the body is a plan for ParseFaults that takes the place of the present one
//	GET  /__sandbox/idle       answers when no API request is in hand and no late effect is to come
func (s *Server) inspect(mux *http.ServeMux) {
	mux.HandleFunc("GET /__sandbox/positions", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_, _ = w.Write(encode(s.Positions()))
	})
	mux.HandleFunc("GET /__sandbox/truth", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/jsonl; charset=utf-8")
		for _, e := range s.Truth() {
			if _, err := w.Write(append(encode(e), '\n')); err != nil {
				return
			}
		}
	})
	mux.HandleFunc("POST /__sandbox/faults", func(w http.ResponseWriter, r *http.Request) {
		spec, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		f, err := ParseFaults(strings.TrimSpace(string(spec)))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		s.SetFaults(f)
		fmt.Fprintln(w, "ok")
	})
	mux.HandleFunc("GET /__sandbox/idle", func(w http.ResponseWriter, r *http.Request) {
		if s.Idle(r.Context()) == nil {
			fmt.Fprintln(w, "ok")
		}
	})
}
