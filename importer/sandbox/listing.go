package sandbox

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

const (
	defaultLimit = 10 // not documented
	maxLimit     = 100
)

// query reads the parameters of a listing, with every complaint about them so far.
type query struct {
	values   url.Values
	problems []string
}

func newQuery(values url.Values, known ...string) *query {
	q := &query{values: values}
	for name, v := range values {
		if !slices.Contains(known, name) {
			q.complain(name, "is not a documented parameter, or its values are not")
		} else if len(v) > 1 {
			q.complain(name, "is given twice")
		}
	}
	slices.Sort(q.problems)
	return q
}

func (q *query) complain(name, text string) { q.problems = append(q.problems, name+" "+text) }

func (q *query) uuid(name string, required bool) string {
	v := q.values.Get(name)
	if (required || q.values.Has(name)) && !isUUID(v) {
		q.complain(name, "must be a UUID")
	}
	return v
}

func (q *query) number(name string, otherwise, most int) int {
	if !q.values.Has(name) {
		return otherwise
	}
	n, err := strconv.Atoi(q.values.Get(name))
	if err != nil || n < 1 || n > most {
		q.complain(name, fmt.Sprintf("must be a whole number from 1 to %d", most))
	}
	return n
}

func (q *query) page() (page, limit int) {
	return q.number("page", 1, 1<<30), q.number("limit", defaultLimit, maxLimit)
}

// list is a parameter of values with commas between them.
func (q *query) list(name string) []string {
	if !q.values.Has(name) {
		return nil
	}
	list := strings.Split(q.values.Get(name), ",")
	for i := range list {
		list[i] = strings.TrimSpace(list[i])
	}
	return list
}

// listed is one page of a listing.
type listed[T any] struct {
	Page  int `json:"page"`
	Limit int `json:"limit"`
	Total int `json:"total"`
	Data  []T `json:"data"`
}

func pageOf[T any](all []T, page, limit int) listed[T] {
	from := min(len(all), (page-1)*limit)
	data := all[from:min(len(all), from+limit)]
	return listed[T]{page, limit, len(all), append([]T{}, data...)}
}

func (s *Server) aptlyList(x *exchange) answer {
	q := newQuery(x.r.URL.Query(), "tenantId", "page", "limit", "search", "status", "groupIds")
	tenant := strings.ToLower(q.uuid("tenantId", true))
	page, limit := q.page()
	statuses, groups := q.list("status"), q.list("groupIds")
	for _, v := range statuses {
		if v != "ACTIVE" && v != "INACTIVE" {
			q.complain("status", "must be one of the following values: ACTIVE, INACTIVE")
		}
	}
	for _, v := range groups {
		if !isUUID(v) {
			q.complain("groupIds", fmt.Sprintf("holds %q, which is not a UUID", v))
		}
	}
	if len(q.problems) > 0 {
		return invalid(x, q.problems)
	}
	search := strings.ToLower(q.values.Get("search"))
	seen := s.now().Add(-s.o.ListLag)
	var found []*aptlyPosition
	s.aptly.mu.RLock()
	for _, p := range s.aptly.tenants[tenant] {
		if strings.Contains(p.folded, search) && !p.created.After(seen) &&
			(len(statuses) == 0 || slices.Contains(statuses, p.Status)) &&
			(len(groups) == 0 || p.inAny(groups)) {
			found = append(found, p)
		}
	}
	s.aptly.mu.RUnlock()
	if s.o.NewestFirst {
		slices.Reverse(found)
	}
	return x.aptlyAnswer(http.StatusOK, pageOf(found, page, limit))
}

func (p *aptlyPosition) inAny(ids []string) bool {
	return slices.ContainsFunc(p.Groups, func(g groupInfo) bool {
		return slices.ContainsFunc(ids, func(id string) bool { return strings.EqualFold(id, g.GroupID) })
	})
}
