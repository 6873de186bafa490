//! A line between members that counts what passes, and is cut at a chosen point.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

/// What lines go through.
pub struct Proxy {
    shared: Arc<Shared>,
    reached: Mutex<Receiver<()>>,
}

/// What several proxies count together.
pub struct Shared {
    /// Pieces that have passed, in both directions.
    passed: AtomicU64,
    /// After so many nothing passes any more.
    limit: AtomicU64,
    is_over: AtomicBool,
    tell: Mutex<Option<Sender<()>>>,
}

impl Shared {
    /// Whether one more may pass.
    fn pass(&self) -> bool {
        let passes = self.passed.fetch_add(1, Ordering::SeqCst) < self.limit.load(Ordering::SeqCst);
        if !passes
            && !self.is_over.swap(true, Ordering::SeqCst)
            && let Some(tell) = self.tell.lock().unwrap().take()
        {
            let _ = tell.send(());
        }
        passes
    }
}

impl Proxy {
    /// Proxies to these ports, and where they listen; after `limit` pieces nothing passes on any of them.
    pub fn to(ports: &[u16], limit: u64) -> (Vec<String>, Self) {
        let (tell, reached) = channel();
        let shared = Arc::new(Shared {
            passed: AtomicU64::new(0),
            limit: AtomicU64::new(limit),
            is_over: AtomicBool::new(false),
            tell: Mutex::new(Some(tell)),
        });
        let urls: Vec<String> = ports.iter().map(|port| listen(*port, &shared)).collect();
        let proxy = Self { shared, reached: Mutex::new(reached) };
        (urls, proxy)
    }

    /// How many pieces have passed or were held back.
    pub fn passed(&self) -> u64 {
        self.shared.passed.load(Ordering::SeqCst)
    }

    /// Whether the point was reached; waits so many milliseconds for it.
    pub fn wait(&self, millis: u64) -> bool {
        self.reached.lock().unwrap().recv_timeout(std::time::Duration::from_millis(millis)).is_ok()
    }
}

fn listen(port: u16, shared: &Arc<Shared>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let shared = Arc::clone(shared);
    // It ends with the test process; nobody connects any more by then.
    thread::spawn(move || {
        for client in listener.incoming() {
            let (Ok(client), Ok(server)) = (client, TcpStream::connect(("127.0.0.1", port))) else { continue };
            for (mut from, mut to) in [(client.try_clone().unwrap(), server.try_clone().unwrap()), (server, client)] {
                let shared = Arc::clone(&shared);
                thread::spawn(move || {
                    let mut buffer = vec![0; 1 << 16];
                    while let Ok(len @ 1..) = from.read(&mut buffer) {
                        if !shared.pass() || to.write_all(&buffer[..len]).is_err() {
                            break;
                        }
                    }
                    let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
                });
            }
        }
    });
    url
}
