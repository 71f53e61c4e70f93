//! The helpers of a process: threads that wait for work, at first awake.
//!
//! Waking a thread that sleeps takes 10 to 100 µs, as long as much of the work worth sharing. So a helper
//! that has run out of work looks for more during a short time before it sleeps, and work that comes in
//! close succession finds it awake.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::placement;

/// How long a helper looks for work before it sleeps.
const AWAKE: Duration = Duration::from_micros(300);

/// The helpers of one process. They are started as they are needed and end with the process.
#[derive(Default)]
pub(crate) struct Crew(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// The number of jobs that can take more helpers: what those awake look at.
    open: AtomicUsize,
    wake: Condvar,
}

#[derive(Default)]
struct State {
    helpers: usize,
    asleep: usize,
    jobs: Vec<Job>,
}

/// Work that helpers may still join.
struct Job {
    work: &'static (dyn Fn() + Sync),
    /// Helpers inside. It lies on the caller's stack, who waits for zero.
    inside: &'static AtomicUsize,
    /// How many more may join.
    places: usize,
    /// The processor of the caller, where no helper should be.
    processor: Option<usize>,
}

impl Crew {
    /// Runs `work` here and on up to `helpers` other threads, and returns when no thread is inside any
    /// more. It must not panic, and must do all there is to do even if no helper comes.
    pub fn run(&self, helpers: usize, work: &(dyn Fn() + Sync)) {
        let inside = AtomicUsize::new(0);
        // SAFETY: before the borrows end the job is withdrawn, so that no helper joins any more, and those
        // inside are waited for. `work` does not panic.
        let job = unsafe {
            Job {
                work: std::mem::transmute::<&(dyn Fn() + Sync), &'static (dyn Fn() + Sync)>(work),
                inside: &*std::ptr::from_ref(&inside),
                places: helpers,
                processor: placement::processor(),
            }
        };
        self.0.post(job);
        work();
        self.0.withdraw(&inside);
        let mut spins = 0u32;
        while inside.load(Ordering::Acquire) != 0 {
            spins += 1;
            if spins < 10_000 { std::hint::spin_loop() } else { std::thread::yield_now() }
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn post(self: &Arc<Self>, job: Job) {
        let wanted = job.places;
        let mut state = self.lock();
        while state.helpers < wanted {
            let shared = self.clone();
            let name = format!("tegula-{}", state.helpers);
            // Without the thread there is less help, no more.
            let Ok(_) = std::thread::Builder::new().name(name).spawn(move || shared.help()) else { break };
            state.helpers += 1;
        }
        state.jobs.push(job);
        self.open.fetch_add(1, Ordering::Release);
        let asleep = state.asleep;
        drop(state);
        (0..wanted.min(asleep)).for_each(|_| self.wake.notify_one());
    }

    fn withdraw(&self, inside: &AtomicUsize) {
        let mut state = self.lock();
        if let Some(at) = state.jobs.iter().position(|job| std::ptr::eq(job.inside, inside)) {
            self.close(&mut state, at);
        }
    }

    fn close(&self, state: &mut State, at: usize) {
        state.jobs.swap_remove(at);
        self.open.fetch_sub(1, Ordering::Release);
    }

    /// What a helper does all its life.
    fn help(&self) -> ! {
        loop {
            let (work, inside) = self.join();
            work();
            inside.fetch_sub(1, Ordering::Release);
        }
    }

    /// Waits for a job and enters it.
    fn join(&self) -> (&'static (dyn Fn() + Sync), &'static AtomicUsize) {
        let start = Instant::now();
        while self.open.load(Ordering::Acquire) == 0 && start.elapsed() < AWAKE {
            (0..32).for_each(|_| std::hint::spin_loop());
        }
        let mut state = self.lock();
        loop {
            if let Some(job) = state.jobs.last_mut() {
                job.places -= 1;
                job.inside.fetch_add(1, Ordering::Relaxed);
                let (work, inside, processor, full) = (job.work, job.inside, job.processor, job.places == 0);
                if full {
                    let last = state.jobs.len() - 1;
                    self.close(&mut state, last);
                }
                drop(state);
                placement::leave(processor);
                return (work, inside);
            }
            state.asleep += 1;
            state = self.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.asleep -= 1;
        }
    }
}
