package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"posimport/importer/sandbox"
)

func (a *app) sandboxCommand() *cobra.Command {
	var o sandbox.Options
	var addr, faults string
	cmd := &cobra.Command{
		Use:   "sandbox",
		Short: "Serve both APIs on this computer, to practise on",
		Long: strings.TrimSpace(`Sandbox serves the APIs of COR and Aptly on this computer only, as far as the
vendors' public documents describe them. It is a practice server, not the vendors'
software. With --faults it misbehaves on purpose, the same way for the same --seed.

` + sandbox.FaultsHelp()),
		Example: `  posimport sandbox
  posimport sandbox --faults rate=0.15 --seed 7 --truth truth.jsonl`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var err error
			if o.Faults, err = sandbox.ParseFaults(faults); err != nil {
				return usage("--faults: %w", err)
			}
			if shapes := sandbox.ErrorShapes(); o.ErrorShape != "" && !slices.Contains(shapes, o.ErrorShape) {
				return usage("--error-shape %q is not known: use one of %s", o.ErrorShape, strings.Join(shapes, ", "))
			}
			if !loopback("http://" + addr) {
				return usage("--addr %q: the practice server has no transport security and listens on 127.0.0.1, ::1 or localhost only", addr)
			}
			server := sandbox.New(o)
			base, err := server.Listen(cmd.Context(), addr)
			if err != nil {
				return err
			}
			fmt.Fprint(a.stderr, server.Banner(base))
			fmt.Fprintln(a.stdout, base)
			<-cmd.Context().Done()
			return server.Close()
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&addr, "addr", sandbox.DefaultAddr, "loopback `address` to listen on; port 0 for a free one")
	flags.DurationVar(&o.Latency, "latency", 0, "how long each request takes")
	flags.DurationVar(&o.Jitter, "jitter", 0, "the most that is added to --latency")
	flags.Uint64Var(&o.Seed, "seed", 0, "`number` that makes ids, jitter and faults the same again")
	flags.StringVar(&faults, "faults", "", "`harm` to do on purpose; posimport sandbox --help describes it")
	flags.StringVar(&o.TruthPath, "truth", "", "`file` that gets a line for everything that takes effect, when it does")
	flags.BoolVar(&o.TruthSync, "truth-sync", false, "sync that file after every line")
	flags.StringArrayVar(&o.Categories, "category", nil, "external `id` of one more COR category (repeatable)")
	flags.StringVar(&o.Token, "token", "", "the one bearer `token` that is accepted (default: any)")
	flags.DurationVar(&o.TokenLifetime, "token-lifetime", 0, "how long a token from signing in is accepted (default 1h)")
	flags.Float64Var(&o.RateLimit, "rate-limit", 0, "requests a second before 429 (default: no limit)")
	flags.StringVar(&o.ErrorShape, "error-shape", "", "how COR says errors: `flat|nested|list|envelope`")
	return cmd
}
