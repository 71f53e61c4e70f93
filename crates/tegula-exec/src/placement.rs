//! Which processor a thread runs on.

/// The processor that this thread runs on at this moment, if the system says.
#[cfg(target_os = "linux")]
pub(crate) fn processor() -> Option<usize> {
    // SAFETY: no preconditions.
    usize::try_from(unsafe { libc::sched_getcpu() }).ok()
}

/// Moves this thread to another processor if it is on `taken`.
///
/// A thread that is woken is often put beside the one that wakes it, even if another processor is idle, and
/// then stays there for milliseconds: two threads that should halve the time take turns instead.
#[cfg(target_os = "linux")]
pub(crate) fn leave(taken: Option<usize>) {
    if taken.is_none() || processor() != taken {
        return;
    }
    let size = size_of::<libc::cpu_set_t>();
    // SAFETY: a set of processors is plain data; both calls get one of the size they are told, and 0 is this thread.
    unsafe {
        let mut allowed: libc::cpu_set_t = std::mem::zeroed();
        if libc::sched_getaffinity(0, size, &mut allowed) != 0 {
            return;
        }
        let mut others = allowed;
        if let Some(taken) = taken.filter(|&cpu| cpu < libc::CPU_SETSIZE as usize) {
            libc::CPU_CLR(taken, &mut others);
            // Fails, without harm, if there is no other.
            if libc::sched_setaffinity(0, size, &others) == 0 {
                libc::sched_setaffinity(0, size, &allowed);
            }
        }
    }
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn processor() -> Option<usize> {
    None
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn leave(_: Option<usize>) {}
