//! Sharing work among threads.
//!
//! There is one pool for each process, built on first use and keyed by the process id, because the
//! threads of a pool do not survive `fork`: a forked child builds its own and leaks the parent's. The
//! caller always takes part and can finish alone, so a helper that wakes late costs nothing. Work is
//! cut into chunks by its size only, never by the number of threads, so results do not depend on it.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::{ThreadPool, ThreadPoolBuilder};

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

struct Slot {
    pid: u32,
    pool: ThreadPool,
}

/// The process's pool, with [`count`] threads; `None` if threads cannot be had.
pub fn pool() -> Option<&'static ThreadPool> {
    static SLOT: AtomicPtr<Slot> = AtomicPtr::new(std::ptr::null_mut());
    let pid = std::process::id();
    let found = SLOT.load(Ordering::Acquire);
    // SAFETY: a slot is never freed once it has been published.
    if let Some(slot) = unsafe { found.as_ref() }
        && slot.pid == pid
        && slot.pool.current_num_threads() == count()
    {
        return Some(&slot.pool);
    }
    let pool =
        ThreadPoolBuilder::new().num_threads(count()).thread_name(|i| format!("tegula-{i}")).build().ok()?;
    let fresh = Box::into_raw(Box::new(Slot { pid, pool }));
    match SLOT.compare_exchange(found, fresh, Ordering::AcqRel, Ordering::Acquire) {
        // SAFETY: just published, never freed. The slot it replaces is leaked: its threads may be gone.
        Ok(_) => Some(unsafe { &(*fresh).pool }),
        Err(_) => {
            // SAFETY: `fresh` was not published, so it is still owned here.
            drop(unsafe { Box::from_raw(fresh) });
            self::pool()
        }
    }
}

/// Runs `body` for every chunk number below `chunks`, on several threads if the estimated work in
/// nanoseconds is worth it. Returns when all are done; panics of `body` reach the caller.
pub fn split(chunks: usize, work_ns: f64, body: &(dyn Fn(usize) + Sync)) {
    let helpers = count().min(chunks).saturating_sub(1);
    if helpers == 0 || work_ns < SPLIT_NS || rayon::current_thread_index().is_some() {
        (0..chunks).for_each(body);
        return;
    }
    let Some(pool) = pool() else {
        (0..chunks).for_each(body);
        return;
    };
    // SAFETY: the job is closed, and no helper inside it, before `body` goes out of scope.
    let body: &'static (dyn Fn(usize) + Sync) = unsafe { std::mem::transmute(body) };
    let job = Arc::new(Job {
        next: AtomicUsize::new(0),
        chunks,
        body,
        state: AtomicUsize::new(0),
        panic: Mutex::new(None),
    });
    for _ in 0..helpers {
        let job = job.clone();
        pool.spawn(move || job.help());
    }
    let closer = Closer(&job);
    job.work();
    drop(closer);
    if let Some(payload) = job.panic.lock().unwrap_or_else(PoisonError::into_inner).take() {
        resume_unwind(payload);
    }
}

struct Job {
    next: AtomicUsize,
    chunks: usize,
    body: &'static (dyn Fn(usize) + Sync),
    /// The number of helpers inside, plus [`CLOSED`] once the caller has seen the last chunk taken.
    state: AtomicUsize,
    panic: Mutex<Option<Box<dyn Any + Send>>>,
}

const CLOSED: usize = 1 << (usize::BITS - 1);

impl Job {
    fn work(&self) {
        loop {
            let chunk = self.next.fetch_add(1, Ordering::Relaxed);
            if chunk >= self.chunks {
                return;
            }
            (self.body)(chunk);
        }
    }

    /// Enters unless the job is closed: a helper that comes too late must not touch the body.
    fn help(&self) {
        let entered = self
            .state
            .try_update(Ordering::AcqRel, Ordering::Acquire, |s| (s & CLOSED == 0).then_some(s + 1));
        if entered.is_err() {
            return;
        }
        if let Err(payload) = catch_unwind(AssertUnwindSafe(|| self.work())) {
            self.next.store(self.chunks, Ordering::Relaxed);
            *self.panic.lock().unwrap_or_else(PoisonError::into_inner) = Some(payload);
        }
        self.state.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Closes the job and waits for the helpers inside, also when the caller's own share panics.
struct Closer<'a>(&'a Job);

impl Drop for Closer<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.next.store(self.0.chunks, Ordering::Relaxed);
        }
        self.0.state.fetch_or(CLOSED, Ordering::AcqRel);
        let mut spins = 0u32;
        while self.0.state.load(Ordering::Acquire) != CLOSED {
            spins += 1;
            if spins < 10_000 { std::hint::spin_loop() } else { std::thread::yield_now() }
        }
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
    fn panics_reach_the_caller() {
        let result = catch_unwind(|| split(64, 1e9, &|i| assert!(i != 40, "chunk forty")));
        assert!(result.is_err());
        every_chunk_runs_once();
    }
}
