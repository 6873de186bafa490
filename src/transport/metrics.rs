//! What the server counts, as Prometheus text.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};

/// The routes that are counted, by their first words.
const ROUTES: [&str; 8] = ["ask", "get", "put", "strands", "raw", "tgz", "page", "other"];
/// The classes of answers: 2xx to 5xx.
const CLASSES: [&str; 4] = ["2xx", "3xx", "4xx", "5xx"];

/// The counters.
#[derive(Debug, Default)]
pub struct Metrics {
    /// Connections that are open.
    pub open: AtomicU64,
    /// Connections that were taken.
    pub accepted: AtomicU64,
    /// Connections that were closed at once, because there were too many.
    pub turned_away: AtomicU64,
    /// Bytes of members that came.
    pub bytes_in: AtomicU64,
    /// Bytes of members and files that were sent.
    pub bytes_out: AtomicU64,
    answers: [[AtomicU64; CLASSES.len()]; ROUTES.len()],
}

impl Metrics {
    /// Counts the answer to a request for this path.
    pub fn answered(&self, path: &str, status: u16) {
        let route = match path {
            "/v1/ask" => 0,
            "/v1/objects/get" => 1,
            "/v1/objects/put" => 2,
            _ if path.starts_with("/v1/strands/") => 3,
            _ if path.starts_with("/raw/") => 4,
            _ if path.starts_with("/tgz/") => 5,
            "/healthz" | "/metrics" => 7,
            _ if path.starts_with("/v1/") => 7,
            _ => 6,
        };
        let class = usize::from((status / 100).clamp(2, 5) - 2);
        self.answers[route][class].fetch_add(1, Ordering::Relaxed);
    }

    /// The counters as text.
    pub fn text(&self) -> String {
        let mut out = String::new();
        let mut one = |name: &str, kind: &str, help: &str, value: &AtomicU64| {
            let value = value.load(Ordering::Relaxed);
            let _ = write!(out, "# HELP mosaic_{name} {help}\n# TYPE mosaic_{name} {kind}\nmosaic_{name} {value}\n");
        };
        one("connections", "gauge", "Connections that are open.", &self.open);
        one("connections_accepted_total", "counter", "Connections that were taken.", &self.accepted);
        one("connections_refused_total", "counter", "Connections closed at once: too many.", &self.turned_away);
        one("received_bytes_total", "counter", "Bytes of objects received.", &self.bytes_in);
        one("sent_bytes_total", "counter", "Bytes of objects and files sent.", &self.bytes_out);
        out.push_str("# HELP mosaic_requests_total Requests by route and class of the answer.\n");
        out.push_str("# TYPE mosaic_requests_total counter\n");
        for (route, classes) in ROUTES.iter().zip(&self.answers) {
            for (class, count) in CLASSES.iter().zip(classes) {
                let count = count.load(Ordering::Relaxed);
                let _ = writeln!(out, "mosaic_requests_total{{route=\"{route}\",class=\"{class}\"}} {count}");
            }
        }
        out
    }
}
