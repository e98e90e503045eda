package force

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A Directory is the people of a force. It is immutable and safe for
// concurrent use. What it hands out must not be changed.
type Directory struct {
	people    []Person
	byID      map[PersonID]int
	bySurname map[string][]int
	account   map[Platform]map[string]int
}

// NewDirectory makes the directory. All faults are reported together: an id,
// or an account of one platform, that two people have.
func NewDirectory(people []Person) (*Directory, error) {
	d := &Directory{
		people:    slices.Clone(people),
		byID:      make(map[PersonID]int, len(people)),
		bySurname: make(map[string][]int, len(people)),
		account:   make(map[Platform]map[string]int),
	}
	slices.SortStableFunc(d.people, func(a, b Person) int { return cmp.Compare(a.ID, b.ID) })
	var faults []error
	for i, p := range d.people {
		if p.ID == "" {
			faults = append(faults, fmt.Errorf("person %q has no id", p.Name))
			continue
		}
		if _, dup := d.byID[p.ID]; dup {
			faults = append(faults, fmt.Errorf("two people have the id %s", p.ID))
			continue
		}
		d.byID[p.ID] = i
		name := strings.ToLower(p.Name)
		d.bySurname[name] = append(d.bySurname[name], i)
		for platform, id := range p.Accounts {
			if d.account[platform] == nil {
				d.account[platform] = make(map[string]int)
			}
			if other, dup := d.account[platform][id]; dup {
				faults = append(faults, fmt.Errorf("%s and %s have the same %s account", d.people[other].ID, p.ID, platform))
				continue
			}
			d.account[platform][id] = i
		}
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return d, nil
}

// All is everybody, in order of id.
func (d *Directory) All() []Person { return d.people }

// Person is the person with the id.
func (d *Directory) Person(id PersonID) (Person, bool) {
	i, ok := d.byID[id]
	if !ok {
		return Person{}, false
	}
	return d.people[i], true
}

// ByAccount is the person whose account on the platform that is. On the local
// platform a person's account is the person's id.
func (d *Directory) ByAccount(platform Platform, account string) (Person, bool) {
	if i, ok := d.account[platform][account]; ok {
		return d.people[i], true
	}
	if platform == Local {
		return d.Person(PersonID(account))
	}
	return Person{}, false
}

// ByMention is the person whose id the text is, with or without an @, in any
// case, and with a final stop or comma: "@supt.khan,".
func (d *Directory) ByMention(text string) (Person, bool) {
	t := strings.TrimRight(strings.TrimPrefix(strings.TrimSpace(text), "@"), ".,;:!?")
	if p, ok := d.Person(PersonID(t)); ok {
		return p, true
	}
	return d.Person(PersonID(strings.ToLower(t)))
}

// BySurname is the one person with that surname among those, or in the whole
// directory where among is nil. It is false when there is none or more than
// one: a person is never guessed.
func (d *Directory) BySurname(name string, among []PersonID) (Person, bool) {
	found := -1
	for _, i := range d.bySurname[strings.ToLower(strings.TrimSpace(name))] {
		if among != nil && !slices.Contains(among, d.people[i].ID) {
			continue
		}
		if found >= 0 {
			return Person{}, false
		}
		found = i
	}
	if found < 0 {
		return Person{}, false
	}
	return d.people[found], true
}

// Equal says whether both hold the same people.
func (d *Directory) Equal(o *Directory) bool {
	if d == nil || o == nil {
		return d == o
	}
	return slices.EqualFunc(d.people, o.people, equalPeople)
}
