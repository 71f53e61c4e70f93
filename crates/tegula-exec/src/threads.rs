//! Sharing work among threads.
//!
//! There is one crew of helpers for each process, built on first use and keyed by the process id, because
//! threads do not survive `fork`: a forked child builds its own and leaks its parent's. The caller always
//! takes part and can finish alone, so a helper that wakes late costs nothing. Work is cut into chunks by
//! its size only, never by the number of threads, so results do not depend on it.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicPtr, AtomicU8, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::{ThreadPool, ThreadPoolBuilder};
use tegula_kernels::flags::{self, Flags};

use crate::crew::Crew;

/// More threads than this are never made, whatever is asked for.
const MOST: usize = 256;
/// Work estimated below this many nanoseconds is never split: waking a helper costs as much.
const SPLIT_NS: f64 = 150_000.0;

static COUNT: AtomicUsize = AtomicUsize::new(0);

/// The number of threads that a large operation may use.
///
/// Set by [`set_count`], else by the environment (`TEGULA_NUM_THREADS`, `RAYON_NUM_THREADS`,
/// `OMP_NUM_THREADS`), else the number of processors that the process may run on.
pub fn count() -> usize {
    match COUNT.load(Ordering::Relaxed) {
        0 => {
            let from_env = ["TEGULA_NUM_THREADS", "RAYON_NUM_THREADS", "OMP_NUM_THREADS"]
                .iter()
                .find_map(|name| std::env::var(name).ok()?.parse().ok().filter(|&n| n > 0));
            let n = from_env.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, |n| n.get()));
            COUNT.store(n.min(MOST), Ordering::Relaxed);
            n.min(MOST)
        }
        n => n,
    }
}

/// Sets the number of threads; 0 goes back to the default.
pub fn set_count(n: usize) {
    COUNT.store(n.min(MOST), Ordering::Relaxed);
}

/// Something of which each process needs its own, made anew when its key changes.
struct PerProcess<K, T>(AtomicPtr<Owned<K, T>>);

struct Owned<K, T> {
    pid: u32,
    key: K,
    value: T,
}

impl<K: Copy + PartialEq, T> PerProcess<K, T> {
    const fn new() -> Self {
        PerProcess(AtomicPtr::new(std::ptr::null_mut()))
    }

    fn get(&'static self, key: K, make: impl Fn() -> Option<T>) -> Option<&'static T> {
        let pid = std::process::id();
        loop {
            let found = self.0.load(Ordering::Acquire);
            // SAFETY: what has been published is never freed.
            if let Some(owned) = unsafe { found.as_ref() }
                && (owned.pid, owned.key) == (pid, key)
            {
                return Some(&owned.value);
            }
            let fresh = Box::into_raw(Box::new(Owned { pid, key, value: make()? }));
            // What it replaces is leaked: its threads may be gone, or at work.
            if self.0.compare_exchange(found, fresh, Ordering::AcqRel, Ordering::Acquire).is_err() {
                // SAFETY: `fresh` was not published, so it is still owned here.
                drop(unsafe { Box::from_raw(fresh) });
            }
        }
    }
}

/// A pool of [`count`] threads for libraries that run on rayon; `None` if threads cannot be had.
pub fn pool() -> Option<&'static ThreadPool> {
    static POOL: PerProcess<usize, ThreadPool> = PerProcess::new();
    let build =
        |n| ThreadPoolBuilder::new().num_threads(n).thread_name(|i| format!("tegula-pool-{i}")).build();
    POOL.get(count(), || build(count()).ok())
}

thread_local! {
    /// Whether this thread is inside a [`split`]: one within another runs on its own thread.
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Runs `body` for every chunk number below `chunks`, on several threads if the estimated work in
/// nanoseconds is worth it. Returns when all are done; panics of `body` reach the caller, and so do the marks of
/// floating-point errors.
pub fn split(chunks: usize, work_ns: f64, body: &(dyn Fn(usize) + Sync)) {
    static CREW: PerProcess<(), Crew> = PerProcess::new();
    let helpers = count().min(chunks).saturating_sub(1);
    let crew = (helpers > 0 && work_ns >= SPLIT_NS && !INSIDE.get())
        .then(|| CREW.get((), || Some(Crew::default())))
        .flatten();
    let Some(crew) = crew else {
        (0..chunks).for_each(body);
        return;
    };
    let next = AtomicUsize::new(0);
    let panic = Mutex::new(None::<Box<dyn Any + Send>>);
    let marks = AtomicU8::new(flags::take().bits());
    let work = || {
        INSIDE.set(true);
        flags::take();
        let result = catch_unwind(AssertUnwindSafe(|| {
            loop {
                match next.fetch_add(1, Ordering::Relaxed) {
                    chunk if chunk < chunks => body(chunk),
                    _ => return,
                }
            }
        }));
        INSIDE.set(false);
        marks.fetch_or(flags::take().bits(), Ordering::Relaxed);
        if let Err(payload) = result {
            next.store(chunks, Ordering::Relaxed);
            *panic.lock().unwrap_or_else(PoisonError::into_inner) = Some(payload);
        }
    };
    crew.run(helpers, &work);
    flags::raise(Flags::from_bits(marks.into_inner()));
    if let Some(payload) = panic.into_inner().unwrap_or_else(PoisonError::into_inner) {
        resume_unwind(payload);
    }
}

/// A pointer that may cross threads; whoever uses it answers for the access.
#[derive(Clone, Copy)]
pub(crate) struct Shared<T>(pub *mut T);
// SAFETY: see the type.
unsafe impl<T> Send for Shared<T> {}
// SAFETY: see the type.
unsafe impl<T> Sync for Shared<T> {}

impl<T> Shared<T> {
    /// The pointer; a method, so that closures capture the wrapper and not the field.
    pub fn get(self) -> *mut T {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chunk_runs_once() {
        let counts: Vec<AtomicUsize> = (0..1000).map(|_| AtomicUsize::new(0)).collect();
        split(1000, 1e9, &|i| {
            counts[i].fetch_add(1, Ordering::Relaxed);
        });
        assert!(counts.iter().all(|c| c.load(Ordering::Relaxed) == 1));
    }

    #[test]
    #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
    fn marks_come_home() {
        flags::take();
        flags::raise(Flags::UNDER);
        split(1000, 1e9, &|i| {
            if i == 500 {
                flags::raise(Flags::DIVIDE);
            }
        });
        assert_eq!(flags::take(), Flags::UNDER | Flags::DIVIDE);
    }

    #[test]
    fn panics_reach_the_caller() {
        let result = catch_unwind(|| split(64, 1e9, &|i| assert!(i != 40, "chunk forty")));
        assert!(result.is_err());
        every_chunk_runs_once();
    }
}
