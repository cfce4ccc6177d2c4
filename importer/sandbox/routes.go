package sandbox

import "net/http"

// routes lists every documented call.
func (s *Server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	for pattern, e := range map[string]endpoint{
		"POST /v1/oauth/token": {targetCOR, callSignIn, true, s.corSignIn},

		"POST /v2/integrations/user-position":        {targetCOR, callCreate, false, s.corCreate},
		"PUT /v2/integrations/user-position/{id}":    {targetCOR, callChange, false, s.corUpdate},
		"DELETE /v2/integrations/user-position/{id}": {targetCOR, callChange, false, s.corDelete},
		"POST /v2/integrations/categories":           {targetCOR, callChange, false, s.corCategory},

		"POST /auth/v1/tenants/access-key/exchange": {targetAptly, callSignIn, true, s.aptlySignIn},

		"POST /settings/v1/positions":       {targetAptly, callCreate, false, s.aptlyCreate},
		"GET /settings/v1/positions":        {targetAptly, callList, false, s.aptlyList},
		"PATCH /settings/v1/positions/{id}": {targetAptly, callChange, false, s.aptlyUpdate},
		"DELETE /settings/v1/positions":     {targetAptly, callChange, false, s.aptlyDelete},
		"GET /settings/v1/groups":           {targetAptly, callList, false, s.aptlyGroups},

		"/":          {targetCOR, "", true, noSuchCall},
		"/settings/": {targetAptly, "", true, noSuchCall},
		"/auth/":     {targetAptly, "", true, noSuchCall},
	} {
		mux.HandleFunc(pattern, s.serve(e))
	}
	s.inspect(mux)
	return mux
}

func noSuchCall(x *exchange) answer {
	return x.fail(http.StatusNotFound, "NotFoundError", x.r.Method+" "+x.r.URL.Path+" is not a documented call")
}
