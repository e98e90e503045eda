package main

import (
	"fmt"
	"time"
)

// guest lets a guest into the room with the server's own button: content stops, whoever was rung takes him out again with one
// button, and what was said meanwhile follows.
func (c *chat) guest(room string) {
	stone, ok := c.s.Account("guest.stone")
	if !ok {
		c.t.Fatal("the force has no guest")
	}
	c.wind(time.Second)
	if _, _, err := c.admin.AddChannelMember(c.t.Context(), room, stone.ID); err != nil {
		c.t.Fatal(err)
	}
	const remove = "Remove the guest and resume"
	c.reads(c.lee, c.direct(c.lee), remove)
	fim := c.person("fim.grant")
	c.reads(fim, c.direct(fim), remove)
	c.types(c.lee, room, "/log while a GUEST is in it", "Recorded as entry")
	c.presses(c.lee, c.direct(c.lee), remove)
	if n := c.count(c.lee, room, "while a GUEST is in it"); n != 0 {
		c.t.Errorf("content went on into a room with a guest in it: %d posts", n)
	}
	c.submits(c.lee, c.direct(c.lee), map[string]any{"because": "he was added by mistake"})
	c.answered(c.lee, "Recorded as entry")
	c.reads(c.lee, room, "LOG · while a GUEST is in it")
	if _, _, err := c.admin.GetChannelMember(c.t.Context(), room, stone.ID, ""); err == nil {
		c.t.Error("the guest is in the room still")
	}
	c.once(room, "LOG · while a GUEST is in it")
}

// gone takes the bot out of its room: a clean one opens by itself, with the same people in it, and the FIM is rung.
func (c *chat) gone(room string) {
	if _, err := c.admin.RemoveUserFromChannel(c.t.Context(), room, c.bot); err != nil {
		c.t.Fatal(err)
	}
	clean := ""
	c.until("a clean room is there", func() bool {
		found, _, err := c.admin.GetChannelByName(c.t.Context(), fmt.Sprintf("ci-%d-0001-2", time.Now().Year()), c.s.Team.Id, "")
		if err == nil {
			clean = found.Id
		}
		return err == nil
	})
	fim := c.person("fim.grant")
	c.reads(fim, c.direct(fim), "Loggist was taken out of it")
	c.reads(c.patel, clean, "neighbours accuse a man")
	c.types(c.lee, clean, "/log in the CLEAN room", "Recorded as entry")
	c.reads(c.patel, clean, "LOG · in the CLEAN room")
}
