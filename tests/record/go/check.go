// check reads a bundle of a record and the proofs made for it, recomputes all of them with the packages behind
// Go's checksum database, and prints proofs of its own. None of the record's own code is used here.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type inclusion struct {
	Index, Size int64
	Proof       []tlog.Hash
}

type consistency struct {
	Old, New int64
	Proof    []tlog.Hash
}

type proofs struct {
	Roots       map[int64]tlog.Hash
	Inclusion   []inclusion
	Consistency []consistency
}

type hashes []tlog.Hash

func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		if at >= int64(len(h)) {
			return nil, fmt.Errorf("no hash %d", at)
		}
		out[i] = h[at]
	}
	return out, nil
}

func demand(err error, format string, args ...any) {
	if err != nil {
		fmt.Fprintf(os.Stderr, format+": %v\n", append(args, err)...)
		os.Exit(1)
	}
}

func agree(same bool, format string, args ...any) {
	if !same {
		fmt.Fprintf(os.Stderr, format+"\n", args...)
		os.Exit(1)
	}
}

func read(parts ...string) []byte {
	data, err := os.ReadFile(filepath.Join(parts...))
	demand(err, "reading")
	return data
}

func tilePath(level string, n, width int64) string {
	name := fmt.Sprintf("%03d", n%1000)
	for n >= 1000 {
		n /= 1000
		name = fmt.Sprintf("x%03d/%s", n%1000, name)
	}
	if width < 256 {
		name += fmt.Sprintf(".p/%d", width)
	}
	return "log/tile/" + level + "/" + name
}

func readRecords(root string, size int64) [][]byte {
	var records [][]byte
	for n := int64(0); n*256 < size; n++ {
		width := size - n*256
		if width > 256 {
			width = 256
		}
		data := read(root, tilePath("entries", n, width))
		for i := int64(0); i < width; i++ {
			length := binary.BigEndian.Uint16(data)
			records = append(records, data[2:2+length])
			data = data[2+length:]
		}
		agree(len(data) == 0, "entries %d: %d bytes too many", n, len(data))
	}
	return records
}

func checkTiles(root string, size int64, stored hashes) {
	for level := 0; size>>uint(8*level) > 0; level++ {
		count := size >> uint(8*level)
		for n := int64(0); n*256 < count; n++ {
			width := count - n*256
			if width > 256 {
				width = 256
			}
			expected, err := tlog.ReadTileData(tlog.Tile{H: 8, L: level, N: n, W: int(width)}, stored)
			demand(err, "tile %d of level %d", n, level)
			found := read(root, tilePath(fmt.Sprint(level), n, width))
			agree(bytes.Equal(found, expected), "tile %d of level %d differs", n, level)
		}
	}
}

func checkWitness(vkey, text string, lines []string) {
	parts := strings.SplitN(vkey, "+", 3)
	material, err := base64.StdEncoding.DecodeString(parts[2])
	demand(err, "key of %s", parts[0])
	agree(material[0] == 4, "key of %s has type %d", parts[0], material[0])
	id := sha256.Sum256(append([]byte(parts[0]+"\n"), material...))
	agree(fmt.Sprintf("%x", id[:4]) == parts[1], "stated key id of %s", parts[0])
	for _, line := range lines {
		if !strings.HasPrefix(line, "— "+parts[0]+" ") {
			continue
		}
		sig, err := base64.StdEncoding.DecodeString(strings.Fields(line)[2])
		demand(err, "line of %s", parts[0])
		agree(bytes.Equal(sig[:4], id[:4]), "key id of %s", parts[0])
		message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig[4:12]), text)
		agree(ed25519.Verify(material[1:], []byte(message), sig[12:]), "cosignature of %s", parts[0])
		return
	}
	agree(false, "no line of %s", parts[0])
}

func main() {
	root := os.Args[1]
	var given proofs
	demand(json.Unmarshal(read(os.Args[2]), &given), "proofs")

	verifier, err := note.NewVerifier(strings.TrimSpace(string(read(root, "keys/log.vkey"))))
	demand(err, "log key")
	signed := read(root, "log/checkpoint")
	opened, err := note.Open(signed, note.VerifierList(verifier))
	demand(err, "checkpoint")
	var origin, encoded string
	var size int64
	_, err = fmt.Sscanf(opened.Text, "%s\n%d\n%s\n", &origin, &size, &encoded)
	demand(err, "checkpoint text")
	agree(origin == verifier.Name(), "origin %s", origin)
	head, err := tlog.ParseHash(encoded)
	demand(err, "root")
	keys, err := filepath.Glob(filepath.Join(root, "keys/witness-*.vkey"))
	demand(err, "witness keys")
	for _, key := range keys {
		checkWitness(strings.TrimSpace(string(read(key))), opened.Text, strings.Split(string(signed), "\n"))
	}

	records := readRecords(root, size)
	var stored hashes
	for i, record := range records {
		more, err := tlog.StoredHashes(int64(i), record, stored)
		demand(err, "record %d", i)
		stored = append(stored, more...)
	}
	computed, err := tlog.TreeHash(size, stored)
	demand(err, "tree hash")
	agree(computed == head, "root %v, checkpoint %v", computed, head)
	checkTiles(root, size, stored)

	rootOf := func(n int64) tlog.Hash {
		hash, err := tlog.TreeHash(n, stored)
		demand(err, "tree hash of %d", n)
		return hash
	}
	made := proofs{Roots: map[int64]tlog.Hash{}}
	for n, hash := range given.Roots {
		agree(rootOf(n) == hash, "root of %d", n)
		made.Roots[n] = rootOf(n)
	}
	for _, p := range given.Inclusion {
		leaf := tlog.RecordHash(records[p.Index])
		demand(tlog.CheckRecord(p.Proof, p.Size, rootOf(p.Size), p.Index, leaf), "inclusion %d of %d", p.Index, p.Size)
		own, err := tlog.ProveRecord(p.Size, p.Index, stored)
		demand(err, "proving %d of %d", p.Index, p.Size)
		made.Inclusion = append(made.Inclusion, inclusion{p.Index, p.Size, own})
	}
	for _, p := range given.Consistency {
		demand(tlog.CheckTree(p.Proof, p.New, rootOf(p.New), p.Old, rootOf(p.Old)), "consistency %d to %d", p.Old, p.New)
		own, err := tlog.ProveTree(p.New, p.Old, stored)
		demand(err, "proving %d to %d", p.Old, p.New)
		made.Consistency = append(made.Consistency, consistency{p.Old, p.New, own})
	}
	demand(json.NewEncoder(os.Stdout).Encode(made), "writing")
}
