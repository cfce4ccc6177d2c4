package aptly

import (
	"context"
	"encoding/json"
	"fmt"

	"golang.org/x/sync/errgroup"

	"posimport/importer/target"
)

// Find lists the positions of the tenant and returns those that equal what the body asked for, which
// compare decides. Deleted ones are left out. An error means that nothing is known: the listing was
// not whole, or it holds a position that may or may not be the one.
func (a aptly) Find(ctx context.Context, c *target.Client, body []byte) ([]target.Position, error) {
	found := a.FindAll(ctx, c, [][]byte{body})[0]
	return found.Positions, found.Err
}

// FindAll looks up many bodies. Those whose names are searched for by the same words share a listing,
// and those that cannot be searched for share one of the whole tenant.
func (aptly) FindAll(ctx context.Context, c *target.Client, bodies [][]byte) []target.Found {
	all := make([]wanted, len(bodies))
	r := round{listings: map[place]*listing{}}
	for i, body := range bodies {
		w := &all[i]
		if err := json.Unmarshal(body, &w.sent); err != nil {
			w.err = fmt.Errorf("the request to look up cannot be read: %w", err)
			continue
		}
		words, cut := searchWords(w.sent.Name)
		r.want(place{w.sent.TenantID, words}, cut, w)
	}
	r.run(ctx, c, func(at place) bool { return at.words != "" })
	r.distrust()
	r.run(ctx, c, func(at place) bool { return at.words == "" })
	found := make([]target.Found, len(bodies))
	for i := range all {
		if found[i].Err = all[i].err; all[i].err == nil {
			found[i].Positions = all[i].found
		}
	}
	return found
}

// wanted is one body that is looked up, with what was found for it.
type wanted struct {
	sent  request
	found []target.Position
	err   error
}

// take compares a listed position.
func (w *wanted) take(p *position) {
	if p.Deleted {
		return
	}
	same, unknown := compare(w.sent, p)
	switch {
	case !same:
	case unknown != "":
		w.err = fmt.Errorf("position %q (%s) may be the one, but its %s cannot be compared", w.sent.Name, target.Clean(p.ID), unknown)
	default:
		w.found = append(w.found, target.Position{ID: target.Clean(p.ID), Created: target.ParseTime(string(p.CreatedOn))})
	}
}

// place is where positions are listed: a tenant's, that a search for some words finds; all of them
// where there are no words.
type place struct{ tenant, words string }

// round is the listings that one FindAll needs.
type round struct {
	listings map[place]*listing
}

func (r *round) want(at place, cut bool, w *wanted) {
	l := r.listings[at]
	if l == nil {
		l = &listing{place: at, byName: map[string][]*wanted{}}
		r.listings[at] = l
	}
	name := plain(w.sent.Name)
	l.byName[name] = append(l.byName[name], w)
	if cut {
		l.cut = append(l.cut, w)
	}
}

// atOnce is how many listings are read at the same time; the client's pace may allow fewer.
const atOnce = 8

// run reads the listings of some places.
func (r *round) run(ctx context.Context, c *target.Client, these func(place) bool) {
	var readers errgroup.Group
	readers.SetLimit(atOnce)
	for at, l := range r.listings {
		if !these(at) {
			continue
		}
		readers.Go(func() error {
			l.read(ctx, c)
			return nil
		})
	}
	_ = readers.Wait() // a failed reading is part of what was found
}

// distrust looks again, in the whole list, for what a search by a part of its name did not find, unless
// the server has shown in this round that it finds names by a part of them. That it does is not
// documented, and "surely absent" must not rest on a guess.
func (r *round) distrust() {
	var missed []*wanted
	for _, l := range r.listings {
		if l.byPart {
			return
		}
		for _, w := range l.cut {
			if w.err == nil && len(w.found) == 0 {
				missed = append(missed, w)
			}
		}
	}
	for _, w := range missed {
		r.want(place{tenant: w.sent.TenantID}, false, w)
	}
}
