//! How long work tells what it is doing and hears that it should stop. Draws nothing itself.

/// Told about progress by long operations; called from several threads.
pub trait Monitor: Send + Sync {
    /// A phase begins; `total` is its size in the units of [`Monitor::advance`] where it is known.
    fn phase(&self, name: &str, total: Option<u64>);
    /// `amount` more units (bytes, unless the phase says otherwise) of the phase are done.
    fn advance(&self, amount: u64);
    /// Something the user should know and that does not end the work.
    fn warn(&self, message: &str);
    /// Whether the work should stop at the next safe point.
    fn cancelled(&self) -> bool;
}

/// A monitor that shows nothing and never cancels.
pub struct Silent;

impl Monitor for Silent {
    fn phase(&self, _name: &str, _total: Option<u64>) {}
    fn advance(&self, _amount: u64) {}
    fn warn(&self, _message: &str) {}
    fn cancelled(&self) -> bool {
        false
    }
}
