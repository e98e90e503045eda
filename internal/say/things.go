package say

func (c scope) task(n int, rest string) (post, bool) { return post{}, false }

func (c scope) review(n int, rest string) (post, bool) { return post{}, false }
