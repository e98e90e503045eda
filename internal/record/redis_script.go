package record

import (
	_ "embed"

	"github.com/redis/go-redis/v9"
)

//go:embed lua/lanes.lua
var luaLanes string

//go:embed lua/commit.lua
var luaCommit string

//go:embed lua/claim.lua
var luaClaim string

//go:embed lua/defer.lua
var luaDefer string

//go:embed lua/extend.lua
var luaExtend string

//go:embed lua/restore.lua
var luaRestore string

//go:embed lua/open.lua
var luaOpen string

//go:embed lua/init.lua
var luaInit string

//go:embed lua/mend.lua
var luaMend string

//go:embed lua/beat.lua
var luaBeat string

//go:embed lua/fill.lua
var luaFill string

// The scripts, by what they do.
var (
	scriptCommit  = redis.NewScript(luaLanes + luaCommit)
	scriptClaim   = redis.NewScript(luaClaim)
	scriptDefer   = redis.NewScript(luaDefer)
	scriptExtend  = redis.NewScript(luaExtend)
	scriptRestore = redis.NewScript(luaLanes + luaRestore)
	scriptOpen    = redis.NewScript(luaOpen)
	scriptInit    = redis.NewScript(luaInit)
	scriptMend    = redis.NewScript(luaLanes + luaMend)
	scriptFill    = redis.NewScript(luaFill)
	scriptBeat    = redis.NewScript(luaBeat)
)
