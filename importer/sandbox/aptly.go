package sandbox

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

const (
	aptlyTimeFormat  = "2006-01-02T15:04:05.000Z" // as documented
	aptlyFirstNumber = 10000                      // as documented
	aptlyMaxExternal = 100                        // code points of externalId
)

// aptlyPosition is a position as Aptly's answers show it.
type aptlyPosition struct {
	ID                  string      `json:"id"`
	TenantID            string      `json:"tenantId"`
	PositionID          string      `json:"positionId"`
	PositionName        string      `json:"positionName"`
	IsSCIMProvisioned   bool        `json:"isSCIMProvisioned"`
	Status              string      `json:"status"`
	IsDeleted           bool        `json:"isDeleted"`
	CreatedOn           string      `json:"createdOn"`
	UpdatedOn           string      `json:"updatedOn"`
	Groups              []groupInfo `json:"groups"`
	DelegationsReceived int         `json:"delegationsReceived"`
	DelegationsIssued   int         `json:"delegationsIssued"`
	ExternalID          string      `json:"externalId,omitempty"` // newer documents only
	InstanceID          string      `json:"instanceId,omitempty"` // newer documents only

	tenant  string // as it was sent
	folded  string // name, to search in
	number  int    // positionId
	created time.Time
}

// aptlyStore is all that Aptly holds. A position that is in it is never changed, only replaced, so
// that it can be shown without the lock.
type aptlyStore struct {
	mu      sync.RWMutex
	dice    *rand.Rand
	last    int // last short number
	groups  []group
	tenants map[string][]*aptlyPosition // by folded tenantId, in the order of creation
	byID    map[string]*aptlyPosition
}

func (a *aptlyStore) init(seed uint64) {
	a.dice = rand.New(rand.NewPCG(seed, 'A'))
	a.last = aptlyFirstNumber - 1
	a.groups = knownGroups()
	a.tenants = make(map[string][]*aptlyPosition)
	a.byID = make(map[string]*aptlyPosition)
}

func aptlyTime(t time.Time) string { return t.UTC().Format(aptlyTimeFormat) }

// aptlyAnswer is the documented envelope. Its statusCode is 200 also where HTTP says 201.
func (x *exchange) aptlyAnswer(status int, data any) answer {
	return answer{status: status, body: encode(struct {
		StatusCode int    `json:"statusCode"`
		Timestamp  string `json:"timestamp"`
		Message    string `json:"message"`
		Data       any    `json:"data"`
	}{http.StatusOK, aptlyTime(x.s.now()), "Success", data})}
}

// withoutID is a 2xx answer that lacks what a client needs.
func (x *exchange) withoutID() answer {
	none := struct{}{}
	if x.e.target == targetAptly {
		return x.aptlyAnswer(http.StatusCreated, none)
	}
	return corAnswer(none)
}

func (s *Server) aptlyCreate(x *exchange) answer {
	o := parseObject(x.body)
	o.only("tenantId", "positionName", "isSCIMProvisioned", "status", "groupIds", "externalId", "instanceId")
	p := &aptlyPosition{
		tenant: o.uuid("tenantId", true), Status: "ACTIVE",
		ExternalID: o.text("externalId", false), InstanceID: o.uuid("instanceId", false),
	}
	p.PositionName = o.text("positionName", true)
	s.aptlyFields(&o, p)
	if utf8.RuneCountInString(p.ExternalID) > aptlyMaxExternal {
		o.complain("externalId", fmt.Sprintf("must be at most %d characters", aptlyMaxExternal))
	}
	if len(*o.problems) > 0 {
		return invalid(x, *o.problems)
	}
	p.TenantID, p.folded = answeredTenant(p.tenant), strings.ToLower(p.PositionName)
	a := &s.aptly
	a.mu.Lock()
	defer a.mu.Unlock()
	p.ID, p.PositionID = newUUID(a.dice), strconv.Itoa(a.last+1)
	p.number = a.last + 1
	p.created = s.now()
	p.CreatedOn = aptlyTime(p.created)
	p.UpdatedOn = p.CreatedOn
	if refused := x.effect(PositionCreated, p.tenant, p.ID, p.ExternalID); refused != nil {
		return *refused
	}
	a.last++
	a.byID[p.ID] = p
	tenant := strings.ToLower(p.tenant)
	a.tenants[tenant] = append(a.tenants[tenant], p)
	return x.aptlyAnswer(http.StatusCreated, p)
}

// aptlyFields reads the fields that can be set and changed alike.
func (s *Server) aptlyFields(o *object, p *aptlyPosition) {
	if o.has("isSCIMProvisioned") {
		p.IsSCIMProvisioned = o.boolean("isSCIMProvisioned")
	}
	if o.has("status") {
		p.Status = o.text("status", true)
		if p.Status != "ACTIVE" && p.Status != "INACTIVE" {
			o.complain("status", "must be one of the following values: ACTIVE, INACTIVE")
		}
	}
	if !o.has("groupIds") {
		p.Groups = append([]groupInfo{}, p.Groups...)
		return
	}
	now := s.now()
	p.Groups = []groupInfo{}
	for _, text := range o.texts("groupIds") {
		// One element with several UUIDs is the documented example.
		for id := range strings.SplitSeq(text, ", ") {
			g, known := s.aptly.group(id)
			switch {
			case !isUUID(id):
				o.complain("groupIds", fmt.Sprintf("holds %q, which is not a UUID", id))
			case !known && s.o.KnownGroupsOnly:
				o.complain("groupIds", fmt.Sprintf("holds %q, which is not a known group", id))
			}
			p.Groups = append(p.Groups, g.info(now))
		}
	}
}

func (s *Server) aptlyUpdate(x *exchange) answer {
	o := parseObject(x.body)
	o.only("positionName", "isSCIMProvisioned", "status", "groupIds")
	a := &s.aptly
	a.mu.Lock()
	defer a.mu.Unlock()
	old := a.byID[strings.ToLower(x.r.PathValue("id"))]
	if old == nil {
		return x.fail(http.StatusNotFound, "", fmt.Sprintf("position %q does not exist", x.r.PathValue("id")))
	}
	p := *old
	if o.has("positionName") {
		p.PositionName = o.text("positionName", true)
		p.folded = strings.ToLower(p.PositionName)
	}
	s.aptlyFields(&o, &p)
	if len(*o.problems) > 0 {
		return invalid(x, *o.problems)
	}
	p.UpdatedOn = aptlyTime(s.now())
	if refused := x.effect(PositionUpdated, p.tenant, p.ID, p.ExternalID); refused != nil {
		return *refused
	}
	a.byID[p.ID] = &p
	list := a.tenants[strings.ToLower(p.tenant)]
	list[slices.Index(list, old)] = &p
	return x.aptlyAnswer(http.StatusOK, &p)
}

func (s *Server) aptlyDelete(x *exchange) answer {
	o := parseObject(x.body)
	o.only("ids")
	ids := o.texts("ids")
	if len(ids) == 0 {
		o.complain("ids", "should not be empty")
	}
	if len(*o.problems) > 0 {
		return invalid(x, *o.problems)
	}
	a := &s.aptly
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, id := range ids {
		if a.byID[strings.ToLower(id)] == nil {
			return x.fail(http.StatusNotFound, "", fmt.Sprintf("position %q does not exist", id))
		}
	}
	deleted := []*aptlyPosition{}
	for _, id := range ids {
		p := a.byID[strings.ToLower(id)]
		if p == nil { // named twice
			continue
		}
		if refused := x.effect(PositionDeleted, p.tenant, p.ID, p.ExternalID); refused != nil {
			return *refused
		}
		delete(a.byID, p.ID)
		tenant := strings.ToLower(p.tenant)
		a.tenants[tenant] = slices.DeleteFunc(slices.Clone(a.tenants[tenant]),
			func(q *aptlyPosition) bool { return q == p })
		gone := *p
		gone.IsDeleted, gone.UpdatedOn = true, aptlyTime(s.now())
		deleted = append(deleted, &gone)
	}
	return x.aptlyAnswer(http.StatusOK, deleted)
}

// answeredTenant is the tenantId of an answer, which is not the one that was sent: the documented
// answer's to the documented request, and as fixed an other one for every other tenant.
func answeredTenant(sent string) string {
	if strings.EqualFold(sent, "d66fa929-5f84-4780-9691-e9287cc3ae83") {
		return "b07b13fd-15ec-4d79-963c-3958a90c4f6e"
	}
	sum := sha256.Sum256([]byte(strings.ToLower(sent)))
	return formatUUID([16]byte(sum[:16]))
}

// newUUID makes a UUID of version 4 (RFC 9562, section 5.4).
func newUUID(dice *rand.Rand) string {
	var b [16]byte
	for i := range b {
		b[i] = byte(dice.Uint32())
	}
	return formatUUID(b)
}

func formatUUID(b [16]byte) string {
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
