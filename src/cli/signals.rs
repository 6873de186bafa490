//! SIGINT and SIGTERM: the first asks the work to stop at the next safe point, the second ends the process at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use crate::cli::exit::Exit;

/// Which signal came first, if one came.
#[derive(Clone, Default)]
pub struct Signals {
    /// The exit code that it asks for; 0 while none came.
    first: Arc<AtomicUsize>,
    /// Whether the next one ends the process.
    armed: Arc<AtomicBool>,
}

impl Signals {
    /// Begins to listen, for the rest of the process.
    ///
    /// # Errors
    /// The operating system refuses the handlers.
    pub fn listen() -> std::io::Result<Self> {
        let signals = Self::default();
        for (signal, exit) in [(SIGINT, Exit::Interrupted), (SIGTERM, Exit::Terminated)] {
            // In this order: at the first signal the shutdown is not armed yet, at the second it is.
            flag::register_conditional_shutdown(signal, i32::from(exit.code()), Arc::clone(&signals.armed))?;
            flag::register(signal, Arc::clone(&signals.armed))?;
            flag::register_usize(signal, Arc::clone(&signals.first), usize::from(exit.code()))?;
        }
        Ok(signals)
    }

    /// Whether one came.
    pub fn came(&self) -> bool {
        self.first.load(Ordering::Relaxed) != 0
    }

    /// Runs `wait`, during which the first signal ends the process at once: for waits that nothing else can break off.
    pub fn at_once<T>(&self, wait: impl FnOnce() -> T) -> T {
        self.armed.store(true, Ordering::Relaxed);
        let result = wait();
        self.armed.store(self.came(), Ordering::Relaxed);
        result
    }

    /// How to end: 130 after SIGINT and where none came, 143 after SIGTERM.
    pub fn exit(&self) -> Exit {
        let terminated = self.first.load(Ordering::Relaxed) == usize::from(Exit::Terminated.code());
        if terminated { Exit::Terminated } else { Exit::Interrupted }
    }
}
