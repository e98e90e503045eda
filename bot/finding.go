package bot

// Finding is one thing that was looked at on a platform, for whoever runs the installation.
type Finding struct {
	What, Found, Wanted, Mend string
	// Bad: it does not work so. Odd: it does, and somebody should look.
	Bad, Odd bool
}
