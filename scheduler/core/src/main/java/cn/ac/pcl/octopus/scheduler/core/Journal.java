package cn.ac.pcl.octopus.scheduler.core;

/// An attempt on a [PoolState]: everything that changes after [PoolState#tryOut] is undone by
/// [#close], unless [#commit] was called before. Journals nest; the inner one ends first.
public final class Journal implements AutoCloseable {
    private final UndoLog log;
    private final int mark;
    private final int depth;
    private boolean ended;

    Journal(UndoLog log) {
        this.log = log;
        this.mark = log.begin();
        this.depth = log.depth();
    }

    /// Keeps the changes. An outer journal can still undo them.
    public void commit() {
        end(true);
    }

    /// Undoes the changes, if they have not been kept.
    @Override
    public void close() {
        if (!ended) {
            end(false);
        }
    }

    private void end(boolean keep) {
        if (ended) {
            throw new IllegalStateException("this journal has ended");
        }
        log.end(depth, mark, keep);
        ended = true;
    }
}
