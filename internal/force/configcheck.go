package force

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// faults are what is wrong with the installation, beside its force.
func (c *Config) faults() faults {
	var fs faults
	if !isID(c.Instance) {
		fs.add("instance", "%q is no id: lower-case letters, digits, hyphens", c.Instance)
	}
	for _, v := range [...]struct{ at, text string }{
		{"data_dir", c.Data}, {"keys_dir", c.Keys}, {"people", c.People}, {"roster", c.Roster},
	} {
		if v.text == "" {
			fs.add(v.at, "%s must be given", v.at)
		}
	}
	if c.Listen != "" {
		if _, _, err := net.SplitHostPort(c.Listen); err != nil {
			fs.add("listen", "%q is no address such as 127.0.0.1:8471", c.Listen)
		}
	}
	if c.Replicas < 1 {
		fs.add("replicas", "replicas must be at least 1: this process")
	}
	if c.Replicas > 1 && c.Redis == nil {
		fs.add("replicas", "several processes need a redis to share; without one there is one process")
	}
	if c.Redis != nil {
		c.Redis.check(&fs)
	}
	c.checkPlatforms(&fs)
	return fs
}

func (r *Redis) check(fs *faults) {
	u, err := url.Parse(r.URL)
	switch {
	case err != nil: // the error repeats the address, and with it perhaps a password
		fs.add("redis/url", "is no address such as redis://loggist@127.0.0.1:6379/0")
		return
	case u.Scheme != "redis" && u.Scheme != "rediss" && u.Scheme != "unix":
		fs.add("redis/url", "begins with redis://, rediss:// or unix://")
	case u.Scheme != "unix" && u.Hostname() == "":
		fs.add("redis/url", "has no host")
	}
	if _, has := u.User.Password(); has {
		fs.add("redis/url", "holds a password; put it in a file and name that as password_file")
	}
	if r.CAFile != "" && u.Scheme != "rediss" {
		fs.add("redis/ca_file", "is only of use with rediss://")
	}
	many, watched := len(r.Cluster) > 0, len(r.Sentinel.Addresses) > 0 || r.Sentinel.Master != ""
	switch {
	case many && watched:
		fs.add("redis/cluster", "is for a Redis Cluster, sentinel for one master with replicas: give one of them")
	case watched && (len(r.Sentinel.Addresses) == 0 || r.Sentinel.Master == ""):
		fs.add("redis/sentinel", "wants the name of the master and the addresses of the sentinels")
	case (many || watched) && u.Scheme == "unix":
		fs.add("redis/url", "begins with redis:// or rediss:// where there are several nodes")
	case many && strings.Trim(u.Path, "/0") != "":
		fs.add("redis/url", "names a database; a Redis Cluster has none but 0")
	}
	if r.Copies < 0 || r.Copies > 9 {
		fs.add("redis/copies", "copies is 0 (one Redis) to 9")
	}
}

func (c *Config) checkPlatforms(fs *faults) {
	if len(c.Platforms) == 0 {
		fs.add("platforms", "there is none: name at least one, such as local")
	}
	seen := map[Platform]bool{}
	for _, p := range c.Platforms {
		at := fmt.Sprintf("platforms/%s", p.Platform)
		if seen[p.Platform] {
			fs.add(at, "%s is there twice", p.Platform)
		}
		seen[p.Platform] = true
		switch p.Platform {
		case Local:
			if c.Force != nil && !c.Force.Exercise {
				fs.add(at, localNeedsExercise)
			}
			if !loopback(p.Listen) {
				fs.add(at+"/listen", "%q is no loopback address such as 127.0.0.1:8470: anybody could speak as anybody", p.Listen)
			}
		case Slack:
			c.checkSlack(fs, at, p)
		case Mattermost:
			c.checkMattermost(fs, at, p)
		default:
			fs.add(at, "%q is no platform; local, mattermost and slack are", string(p.Platform))
		}
		switch p.Profile {
		case Pointer, Summary, Full:
		default:
			fs.add(at+"/profile", "%q is no profile; pointer, summary and full are (R4.18)", string(p.Profile))
		}
	}
}

const localNeedsExercise = "in the local room anybody can speak as anybody: it needs exercise: true"

func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
