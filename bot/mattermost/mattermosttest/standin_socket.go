package mattermosttest

import (
	"crypto/ecdsa"
	"crypto/x509"
	"net/http"

	"github.com/gorilla/websocket"
	"github.com/mattermost/mattermost/server/public/model"
)

// socket is the connection of one client.
type socket struct {
	user string
	conn *websocket.Conn
	out  chan *model.WebSocketEvent
	gone chan struct{}
}

var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}

// connect opens a client's socket. Who it is stands in the header, or in the first message. Every connection is a new one.
func (s *standIn) connect(w http.ResponseWriter, r *http.Request) {
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	k := &socket{user: s.whose(r.Header.Get("Authorization")), conn: conn, out: make(chan *model.WebSocketEvent, 10000), gone: make(chan struct{})}
	defer close(k.gone)
	if k.user != "" {
		s.greet(k)
	}
	for {
		var in model.WebSocketRequest
		if err := conn.ReadJSON(&in); err != nil {
			break
		}
		if token, _ := in.Data["token"].(string); in.Action == string(model.WebsocketAuthenticationChallenge) && k.user == "" {
			if k.user = s.whose("Bearer " + token); k.user == "" {
				break
			}
			s.greet(k)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sockets, k)
}

// greet says hello, and from then on what happens, in order and numbered.
func (s *standIn) greet(k *socket) {
	hello := model.NewWebSocketEvent(model.WebsocketEventHello, "", "", k.user, nil, "")
	hello.Add("connection_id", model.NewId())
	k.out <- hello
	s.mu.Lock()
	s.sockets[k] = true
	s.mu.Unlock()
	go func() {
		for seq := int64(0); ; seq++ {
			select {
			case <-k.gone:
				return
			case e := <-k.out:
				text, err := e.SetSequence(seq).ToJSON()
				if err != nil || k.conn.WriteMessage(websocket.TextMessage, text) != nil {
					return
				}
			}
		}
	}()
}

// tell tells everybody in a channel. The lock is held.
func (s *standIn) tell(channel string, e *model.WebSocketEvent) {
	for k := range s.sockets {
		if s.members[pair{channel, k.user}] {
			k.out <- e
		}
	}
}

// tellOne tells one person, wherever he is logged in. The lock is held.
func (s *standIn) tellOne(user string, e *model.WebSocketEvent) {
	for k := range s.sockets {
		if k.user == user {
			k.out <- e
		}
	}
}

func (s *standIn) hangUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for k := range s.sockets {
		_ = k.conn.Close()
	}
}

func publicKey(key *ecdsa.PrivateKey) ([]byte, error) {
	return x509.MarshalPKIXPublicKey(&key.PublicKey)
}
