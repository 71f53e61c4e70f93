//! Whether a product may use the engine's threads.

use faer::Par;
use tegula_exec::threads;

/// The threads a product may use. No result depends on their number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Threads {
    /// The calling thread.
    One,
    /// All of the engine's: see [`tegula_exec::threads`].
    All,
}

impl Threads {
    /// How many threads there are.
    pub(crate) fn count(self) -> usize {
        match self {
            Threads::One => 1,
            Threads::All => threads::count(),
        }
    }

    /// Calls `task(0)` … `task(tasks - 1)`, in any order and possibly at the same time. Worth it from 200 µs of work on.
    pub(crate) fn for_each(self, tasks: usize, task: impl Fn(usize) + Sync) {
        match self {
            Threads::One => (0..tasks).for_each(task),
            Threads::All => threads::split(tasks, f64::INFINITY, &task),
        }
    }

    /// Calls `work` with the parallelism faer is to use, inside the engine's pool: faer would take rayon's global one, which does
    /// not survive `fork`.
    pub(crate) fn install<R: Send>(self, work: impl FnOnce(Par) -> R + Send) -> R {
        match threads::pool().filter(|_| self.count() > 1) {
            Some(pool) => pool.install(|| work(Par::rayon(pool.current_num_threads()))),
            None => work(Par::Seq),
        }
    }
}

/// Pointers that tasks of one product share; each task writes a part of its own.
#[derive(Clone, Copy)]
pub(crate) struct Shared<T>(pub(crate) T);

// SAFETY: only used for pointers into operands (read by all tasks) and the result (disjoint parts), which outlive the product.
unsafe impl<T> Send for Shared<T> {}
// SAFETY: as above.
unsafe impl<T> Sync for Shared<T> {}

impl<T: Copy> Shared<T> {
    /// The pointers; a method, so that a closure captures the wrapper and not its field.
    pub(crate) fn get(self) -> T {
        self.0
    }
}
