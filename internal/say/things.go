package say

func (c scope) escalation(n int, rest string) (post, bool) { return post{}, false }

func (c scope) task(n int, rest string) (post, bool) { return post{}, false }

func (c scope) review(n int, rest string) (post, bool) { return post{}, false }

func (c scope) offer(n int, rest string) (post, bool) { return post{}, false }
