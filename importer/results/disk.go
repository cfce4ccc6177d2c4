package results

import "io"

// disk writes a file and has what is written brought to the disk meanwhile, so that little is left to
// wait for at the end.
type disk struct {
	file    syncer
	pending int        // bytes since the last time
	syncing chan error // that of the last time; nil where there was none
}

// syncer is what disk needs of an os.File.
type syncer interface {
	io.Writer
	Sync() error
}

// syncBytes is how much may wait for the disk. A smaller file is brought there at its end alone.
const syncBytes = 16 << 20

// Write writes to the file. It returns an error, too, where something written before did not reach the disk.
func (d *disk) Write(data []byte) (int, error) {
	n, err := d.file.Write(data)
	d.pending += n
	if err != nil || d.pending < syncBytes {
		return n, err
	}
	select {
	case err = <-d.syncing: // an error is told once only, and the last time would not know of it
		d.syncing = nil
	default:
	}
	if d.syncing == nil && err == nil {
		d.pending, d.syncing = 0, make(chan error, 1)
		go func(done chan<- error) { done <- d.file.Sync() }(d.syncing)
	}
	return n, err
}

// wait waits until nothing is on its way any more. The file must not be closed before.
func (d *disk) wait() error {
	if d.syncing == nil {
		return nil
	}
	err := <-d.syncing
	d.syncing = nil
	return err
}
