package bot

import (
	"errors"
	"fmt"
	"time"
)

// UserError is something a person did that cannot be done as it stands. Say is for the person and says what was wrong
// and what would be right; nothing was recorded.
type UserError struct {
	Code string // stable word for logs and metrics: "no-reason", "unknown-verb"
	Say  string
	// Fields are the refused fields, by name, when the words came from a form or can be shown in one.
	Fields map[string]string
	// Form, if any, is opened with what was typed filled in.
	Form *Form
	// Actions are choices to go on with.
	Actions []Action
}

// Error returns the code alone: Say holds what people typed and never reaches a log.
func (e *UserError) Error() string { return "refused: " + e.Code }

// Class says what a failed Send means for sending again.
type Class string

// The classes.
const (
	// Retry: it was not taken; again after RetryAfter.
	Retry Class = "retry"
	// Permanent: it was not taken and never will be (room archived, person gone).
	Permanent Class = "permanent"
	// Unauthorised: nothing will be taken until an administrator acts.
	Unauthorised Class = "unauthorised"
	// Unknown: it may or may not have been taken.
	Unknown Class = "unknown"
)

// SendError is why a message was not, or perhaps not, taken. Its text holds no content.
type SendError struct {
	Class      Class
	RetryAfter time.Duration
	Err        error
}

// NeverTaken is a Permanent SendError with words of its own, which hold no content.
func NeverTaken(format string, args ...any) *SendError {
	return &SendError{Class: Permanent, Err: fmt.Errorf(format, args...)}
}

// Error says the class and the cause.
func (e *SendError) Error() string { return fmt.Sprintf("send: %s: %v", e.Class, e.Err) }

// Unwrap returns the cause.
func (e *SendError) Unwrap() error { return e.Err }

// AsSendError is the *SendError that err is; one of Unknown, which says nothing more, for any other.
func AsSendError(err error) *SendError {
	if e, ok := errors.AsType[*SendError](err); ok {
		return e
	}
	return &SendError{Class: Unknown, Err: errors.New("unknown")}
}

// ClassOf returns the class of a failed Send; an error that is no *SendError is Unknown.
func ClassOf(err error) Class {
	if s, ok := errors.AsType[*SendError](err); ok {
		return s.Class
	}
	return Unknown
}
