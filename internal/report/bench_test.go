package report

import (
	"io"
	"testing"

	"loggist/incident"
)

// BenchmarkReport2000 makes the report of an incident of 2,000 entries.
func BenchmarkReport2000(b *testing.B) {
	in := inputOf(b, long(b, 2000), incident.BookOpen)
	b.Run("document", func(b *testing.B) {
		for b.Loop() {
			New(in)
		}
	})
	d := New(in)
	for _, f := range []struct {
		name  string
		write func(io.Writer) error
	}{{"html", d.WriteHTML}, {"pdf", d.WritePDF}, {"csv", d.WriteCSV}} {
		b.Run(f.name, func(b *testing.B) {
			for b.Loop() {
				if err := f.write(io.Discard); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
