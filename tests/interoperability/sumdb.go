// Holds a log against golang.org/x/mod/sumdb: reads it from the standard input, and fails with what does not fit.
package main

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type proof struct {
	Index int64    `json:"index"`
	Entry []byte   `json:"entry"`
	Path  [][]byte `json:"path"`
}

type consistency struct {
	Size int64    `json:"size"`
	Root []byte   `json:"root"`
	Path [][]byte `json:"path"`
}

type input struct {
	VerifierKey string            `json:"verifierKey"`
	Checkpoint  string            `json:"checkpoint"`
	Tiles       map[string][]byte `json:"tiles"`
	Proofs      []proof           `json:"proofs"`
	Earlier     []consistency     `json:"earlier"`
}

type output struct {
	Size        int64  `json:"size"`
	VerifierKey string `json:"verifierKey"`
	Note        string `json:"note"`
}

// Tiles of height 8, by the paths of C2SP tlog-tiles.
type tiles map[string][]byte

func (t tiles) Height() int { return 8 }

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range wanted {
		path := "tile/" + strings.TrimPrefix(tile.Path(), "tile/8/")
		data, ok := t[path]
		if !ok {
			return nil, fmt.Errorf("there is no %s", path)
		}
		found = append(found, data)
	}
	return found, nil
}

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	var in input
	if err := json.NewDecoder(os.Stdin).Decode(&in); err != nil {
		return err
	}
	verifier, err := note.NewVerifier(in.VerifierKey)
	if err != nil {
		return err
	}
	opened, err := note.Open([]byte(in.Checkpoint), note.VerifierList(verifier))
	if err != nil {
		return err
	}
	tree, err := readCheckpoint(opened.Text)
	if err != nil {
		return err
	}
	reader := tlog.TileHashReader(tree, tiles(in.Tiles))
	for _, given := range in.Proofs {
		if err := checkRecord(given, tree, reader); err != nil {
			return fmt.Errorf("entry %d: %w", given.Index, err)
		}
	}
	for _, earlier := range in.Earlier {
		if err := checkTree(earlier, tree, reader); err != nil {
			return fmt.Errorf("tree of %d: %w", earlier.Size, err)
		}
	}
	return answer(opened.Text, verifier.Name(), tree.N)
}

func checkRecord(given proof, tree tlog.Tree, reader tlog.HashReader) error {
	path := hashes(given.Path)
	if err := tlog.CheckRecord(path, tree.N, tree.Hash, given.Index, tlog.RecordHash(given.Entry)); err != nil {
		return err
	}
	own, err := tlog.ProveRecord(tree.N, given.Index, reader)
	if err != nil {
		return err
	}
	return same(own, path)
}

func checkTree(earlier consistency, tree tlog.Tree, reader tlog.HashReader) error {
	path := hashes(earlier.Path)
	if err := tlog.CheckTree(path, tree.N, tree.Hash, earlier.Size, hash(earlier.Root)); err != nil {
		return err
	}
	own, err := tlog.ProveTree(tree.N, earlier.Size, reader)
	if err != nil {
		return err
	}
	return same(own, path)
}

// Signs the same checkpoint with a key of its own.
func answer(text string, name string, size int64) error {
	secret, public, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		return err
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		return err
	}
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(output{Size: size, VerifierKey: public, Note: string(signed)})
}

func readCheckpoint(text string) (tlog.Tree, error) {
	lines := strings.Split(text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil {
		return tlog.Tree{}, err
	}
	return tlog.Tree{N: size, Hash: hash(root)}, nil
}

func same(one []tlog.Hash, other []tlog.Hash) error {
	if len(one) != len(other) {
		return fmt.Errorf("%d hashes here, %d there", len(one), len(other))
	}
	for index := range one {
		if !bytes.Equal(one[index][:], other[index][:]) {
			return fmt.Errorf("hash %d differs", index)
		}
	}
	return nil
}

func hashes(all [][]byte) []tlog.Hash {
	var made []tlog.Hash
	for _, each := range all {
		made = append(made, hash(each))
	}
	return made
}

func hash(raw []byte) tlog.Hash {
	var made tlog.Hash
	copy(made[:], raw)
	return made
}
